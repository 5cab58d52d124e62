import { VultrinoError } from '../../../domain/errors.ts'
import type { Secret } from '../../../domain/secret.ts'
import { checkUsername, initialize, planInit, type InitPlan } from '../../../manage/init.ts'
import { checkPassword, passwordWarning } from '../../../manage/password-rules.ts'
import type { InstallationPaths } from '../../../ports/installation.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { confirm } from '../confirm.ts'
import { printable } from '../format-error.ts'
import { newSecretFromPrompt, secretFromStdin } from '../secret-input.ts'

/** `vultrino init` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const force = args.flag('force')
  const deps = await context.openInit({ force })
  const { paths } = deps.installation
  if (deps.configProblem !== undefined) terminal.note(passedOver(context, deps.configProblem, paths.dataDir))
  const plan = await planInit(deps, force)
  if (plan.vault === 'replace' && terminal.interactive) {
    const question = `Replace the vault at ${paths.vaultFile}? A backup is kept.`
    if (!(await confirm(terminal, question))) throw new VultrinoError('cancelled')
  }
  if (plan.vault === 'keep') terminal.note('The vault stays as it is; this makes what is missing.')
  const username = plan.admin ? await adminName(context, args) : null
  const vaultPassword = !plan.admin
    ? null
    : plan.vault === 'keep'
      ? await context.password()
      : await newVaultPassword(context, args)
  const admin = username === null ? null : { username, password: await newAdminPassword(context, args) }
  for (const warning of warnings(plan.vault === 'keep' ? null : vaultPassword, admin?.password ?? null))
    terminal.note(`warning: ${warning}`)

  const { vaultBackup, configBackup } = await initialize(deps, plan, { admin, vaultPassword })
  for (const line of report(plan, paths)) await terminal.write(`${line}\n`)
  if (vaultBackup !== null) await terminal.write(`The vault that was there: ${vaultBackup}\n`)
  if (configBackup !== null) await terminal.write(`The configuration that was there: ${configBackup}\n`)
  if (plan.vault !== 'keep') await terminal.write(`Next: vultrino add --alias NAME --host HOST\n`)
  return 0
}

function passedOver(context: CommandContext, problem: VultrinoError, dataDir: string): string {
  const from = (context.env('VULTRINO_DATA_DIR') ?? '') === '' ? 'the default' : 'VULTRINO_DATA_DIR'
  return printable(`warning: ${problem.message}; it is replaced, so the data folder is ${dataDir} (${from})`)
}

function report({ vault, admin, config }: InitPlan, paths: InstallationPaths): string[] {
  const line = (what: string, path: string, made: boolean): string =>
    `${what}: ${path}${made ? '' : ' (was there, not changed)'}`
  return [
    line('Vault', paths.vaultFile, vault !== 'keep'),
    line('Admin account', paths.adminFile, admin),
    line('Configuration', paths.configFile, config === 'write'),
  ]
}

function* warnings(vaultPassword: Secret | null, adminPassword: Secret | null): Generator<string> {
  const texts = [
    vaultPassword === null ? undefined : passwordWarning(vaultPassword, 'vault password'),
    adminPassword === null ? undefined : passwordWarning(adminPassword, 'admin password'),
  ]
  for (const text of texts) if (text !== undefined) yield text
}

async function adminName({ terminal }: CommandContext, args: CommandArguments): Promise<string> {
  const given = args.text('adminUser')
  if (given !== undefined || terminal.interactive) {
    const name = given ?? (await terminal.ask('Enter admin username: '))
    checkUsername(name)
    return name
  }
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
