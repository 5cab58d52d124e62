import { examine } from '../../../manage/doctor.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext } from '../command-context.ts'
import { printable } from '../format-error.ts'

/** `vultrino doctor`: exit 0 if nothing is wrong, else 1. */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const findings = await examine(await context.openDoctor())
  if (args.flag('json')) await terminal.write(`${JSON.stringify(findings, null, 2)}\n`)
  else {
    for (const { check, ok, detail, mend } of findings) {
      await terminal.write(`${mark(ok, terminal.colour)} ${check}: ${printable(detail)}\n`)
      if (mend !== null) await terminal.write(`       mend: ${printable(mend)}\n`)
    }
  }
  return findings.every(({ ok }) => ok) ? 0 : 1
}

function mark(ok: boolean, colour: boolean): string {
  const word = ok ? 'ok    ' : 'wrong '
  return colour ? `\x1b[${ok ? 32 : 31}m${word}\x1b[0m` : word
}
