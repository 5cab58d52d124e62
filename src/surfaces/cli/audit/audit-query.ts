import { VultrinoError } from '../../../domain/errors.ts'
import { SURFACES } from '../../../domain/audit-event.ts'
import { parseAuditTime } from '../../../manage/audit/audit-time.ts'
import type { AuditQuery } from '../../../ports/audit-desk.ts'
import type { CommandArguments } from '../command-arguments.ts'

/** The records that the options ask for. Throws `invalid_arguments` on times. */
export function auditQuery(args: CommandArguments, now: number): AuditQuery {
  const decision = args.text('decision')
  return {
    credential: args.text('credential'),
    key: args.text('key'),
    role: args.text('role'),
    decision: decision === 'allow' || decision === 'deny' ? decision : undefined,
    host: args.text('host'),
    action: args.text('action'),
    error: args.text('error'),
    surface: SURFACES.find((surface) => surface === args.text('surface')),
    requestId: args.text('requestId'),
    since: timeOf(args, now, 'since'),
    until: timeOf(args, now, 'until'),
  }
}

function timeOf(args: CommandArguments, now: number, end: 'since' | 'until'): number | undefined {
  const text = args.text(end)
  if (text === undefined) return undefined
  try {
    return parseAuditTime(text, now, end)
  } catch (thrown) {
    if (!(thrown instanceof VultrinoError)) throw thrown
    throw new VultrinoError('invalid_arguments', { reason: `--${String(thrown.details['reason'])}` })
  }
}
