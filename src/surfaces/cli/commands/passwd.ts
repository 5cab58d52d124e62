import { VultrinoError } from '../../../domain/errors.ts'
import type { Secret } from '../../../domain/secret.ts'
import { changePassword } from '../../../manage/change-password.ts'
import { passwordWarning } from '../../../manage/password-rules.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { newSecretFromPrompt, secretFromStdin } from '../secret-input.ts'

/** `vultrino passwd` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const management = await context.openManagement()
  try {
    const next = await newPassword(context, args.flag('newPasswordStdin'))
    await changePassword(management, next)
    const warning = passwordWarning(next, 'vault password')
    if (warning !== undefined) terminal.note(`warning: ${warning}`)
    await terminal.write('The vault password was changed\n')
    terminal.note('Change it also where it is kept for unattended starts; running servers go on.')
    return 0
  } finally {
    await management.close()
  }
}

async function newPassword({ terminal }: CommandContext, fromStdin: boolean): Promise<Secret> {
  if (fromStdin) return secretFromStdin(terminal)
  if (terminal.interactive) return newSecretFromPrompt(terminal, 'New vault password')
  throw new VultrinoError('invalid_arguments', {
    reason: 'there is no terminal to ask for the new password',
    hint: 'Give it on stdin with --new-password-stdin',
  })
}
