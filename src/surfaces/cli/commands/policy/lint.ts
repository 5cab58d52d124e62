import { lint } from '../../../../domain/policy/lint.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'
import { printable } from '../../format-error.ts'

const FOUND = 4

/** `vultrino policy lint`: exit 0, with `--strict` 4 if there is anything to say. */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const desk = await context.openPolicyDesk()
  try {
    const vault = await desk.vaultIfGiven()
    const warnings = lint(desk.policies, vault?.list() ?? null)
    if (args.flag('json')) {
      await terminal.write(`${JSON.stringify({ vault: vault !== undefined, warnings }, null, 2)}\n`)
    } else {
      for (const { file, line, policy, rule, text, kind } of warnings) {
        const where = `${file}:${line}: ${policy}${rule === null ? '' : `, ${rule}`}`
        await terminal.write(`${printable(`${where}: ${text} [${kind}]`)}\n`)
      }
      if (warnings.length === 0)
        await terminal.write(
          `Nothing to say about ${desk.policies.count === 1 ? 'one policy' : `${desk.policies.count} policies`}\n`,
        )
      if (vault === undefined)
        terminal.note('note: not compared with the vault: there is none, or its password was not given')
    }
    return args.flag('strict') && warnings.length > 0 ? FOUND : 0
  } finally {
    await desk.close()
  }
}
