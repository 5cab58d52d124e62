import { VultrinoError } from '../../../domain/errors.ts'
import type { Secret } from '../../../domain/secret.ts'
import { checkUsername, initialize, planInit, type InitPlan } from '../../../manage/init.ts'
import { checkPassword, passwordWarning } from '../../../manage/password-rules.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { confirm } from '../confirm.ts'
import { newSecretFromPrompt, secretFromStdin } from '../secret-input.ts'

/** `vultrino init` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const deps = await context.openInit()
  const { paths } = deps.installation
  const plan = await planInit(deps, args.flag('force'))
  if (plan.kind === 'everything' && plan.replace && terminal.interactive) {
    const question = `Replace the vault at ${paths.vaultFile}? A backup is kept.`
    if (!(await confirm(terminal, question))) throw new VultrinoError('cancelled')
  }
  if (plan.kind === 'admin') terminal.note('The vault stays as it is; this makes the admin account.')
  const adminUser = args.text('adminUser') ?? (await askUser(context))
  checkUsername(adminUser)
  const vaultPassword = plan.kind === 'admin' ? null : await newVaultPassword(context, args)
  const adminPassword = await newAdminPassword(context, args)
  for (const warning of warnings(vaultPassword, adminPassword)) terminal.note(`warning: ${warning}`)

  const { vaultBackup, configBackup } = await initialize(deps, plan, {
    adminUser,
    adminPassword,
    vaultPassword,
  })
  for (const line of report(plan, paths)) await terminal.write(`${line}\n`)
  if (vaultBackup !== null) await terminal.write(`The vault that was there: ${vaultBackup}\n`)
  if (configBackup !== null) await terminal.write(`The configuration that was there: ${configBackup}\n`)
  await terminal.write(`Next: vultrino add --alias NAME --host HOST\n`)
  return 0
}

function report(
  plan: InitPlan,
  paths: { readonly configFile: string; readonly vaultFile: string; readonly adminFile: string },
): string[] {
  const admin = `Admin account: ${paths.adminFile}`
  if (plan.kind === 'admin') return [admin]
  const config = `Configuration: ${paths.configFile}${plan.writeConfig ? '' : ' (was there, not changed)'}`
  return [`Vault: ${paths.vaultFile}`, admin, config]
}

function* warnings(vaultPassword: Secret | null, adminPassword: Secret): Generator<string> {
  const texts = [
    vaultPassword === null ? undefined : passwordWarning(vaultPassword, 'vault password'),
    passwordWarning(adminPassword, 'admin password'),
  ]
  for (const text of texts) if (text !== undefined) yield text
}

async function askUser({ terminal }: CommandContext): Promise<string> {
  if (terminal.interactive) return terminal.ask('Enter admin username: ')
  throw new VultrinoError('invalid_arguments', {
    reason: 'there is no terminal to ask for the admin account',
    hint: 'Unattended: vultrino init --admin-user USER --admin-password-stdin, with VULTRINO_PASSWORD set',
  })
}

async function newVaultPassword(context: CommandContext, args: CommandArguments): Promise<Secret> {
  const { terminal } = context
  const given = await context.passwordGiven()
  // Stdin cannot both be the terminal and carry the admin password.
  if (given === undefined && (!terminal.interactive || args.flag('adminPasswordStdin'))) {
    throw new VultrinoError('password_required')
  }
  const password = given ?? (await newSecretFromPrompt(terminal, 'New vault password'))
  checkPassword(password, 'vault password')
  return password
}

async function newAdminPassword({ terminal }: CommandContext, args: CommandArguments): Promise<Secret> {
  if (!args.flag('adminPasswordStdin') && !terminal.interactive) {
    throw new VultrinoError('invalid_arguments', {
      reason: 'there is no terminal to ask for the admin password',
      hint: 'Give it on stdin with --admin-password-stdin',
    })
  }
  const password = args.flag('adminPasswordStdin')
    ? await secretFromStdin(terminal)
    : await newSecretFromPrompt(terminal, 'Enter admin password')
  checkPassword(password, 'admin password')
  return password
}
