import { FAULTS } from '../../../../domain/audit-chain/chain-check.ts'
import type { Checkpoint, Signed } from '../../../../domain/audit-chain/statements.ts'
import type { Verdict } from '../../../../ports/audit-desk.ts'
import { verdictJson } from '../../../json/audit-json.ts'
import { readWitnesses } from '../../audit/read-witnesses.ts'
import { withAudit } from '../../audit/with-audit.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'

/** As for a vault that was tampered with. */
const BROKEN = 5

/** `vultrino audit verify`: exit 0 if the log holds together, else 5. */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal } = context
  const file = args.text('checkpoint')
  const kept = file === undefined ? [] : await witnessesIn(context, file)
  const verdict = await withAudit(context, (desk) => desk.verify(kept))
  await terminal.write(
    args.flag('json') ? `${JSON.stringify(verdictJson(verdict), null, 2)}\n` : inWords(verdict, kept),
  )
  return verdict.intact ? 0 : BROKEN
}

const witnessesIn = async (
  { files, terminal }: CommandContext,
  file: string,
): Promise<readonly Signed<Checkpoint>[]> =>
  file === '-'
    ? readWitnesses('stdin', terminal.stdin())
    : readWitnesses(file, (await files.open(file)).bytes)

function inWords(verdict: Verdict, kept: readonly Signed<Checkpoint>[]): string {
  if (!verdict.intact) {
    const { sequence, fault, after } = verdict.finding
    return (
      `The audit log was changed: row ${sequence}: ${FAULTS[fault]} [${fault}]\n` +
      (after === 0 ? 'No row before it is signed\n' : `Rows up to ${after} are as they were signed\n`)
    )
  }
  const { rows, first, last, signed, open } = verdict.summary
  if (rows === 0) return `The audit log is empty (${verdict.log})\n`
  const lines = [
    `The audit log is whole: ${rows} rows, ${first} to ${last.sequence}`,
    signed === 0
      ? 'Signed: none yet; a checkpoint is signed about every ten seconds of use'
      : `Signed: up to row ${signed}${signed < last.sequence ? ', not yet the newest' : ''}`,
    ...(verdict.removedUpTo === null ? [] : [`Removed by retention: rows up to ${verdict.removedUpTo}`]),
    ...(kept.length === 0 ? [] : [keptInWords(kept)]),
    ...(open === 0 ? [] : [`Without an end: ${open} (under way, or cut off by a crash)`]),
    `Log: ${verdict.log}`,
  ]
  return lines.map((line) => `${line}\n`).join('')
}

const keptInWords = (kept: readonly Signed<Checkpoint>[]): string =>
  `Kept elsewhere: ${kept.length} checkpoints, up to row ${kept.reduce((most, { sequence }) => Math.max(most, sequence), 0)}; the log agrees with all`
