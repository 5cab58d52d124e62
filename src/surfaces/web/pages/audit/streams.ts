import { VultrinoError } from '../../../../domain/errors.ts'
import { EXPORT_FORMATS, type ExportFormat } from '../../../../ports/audit-desk.ts'
import type { Shown, Visit } from '../../page.ts'
import { addressOf, readFilter, typedFilter } from './audit-filter.ts'
import { auditRow } from './audit-table.ts'
import { streamOf } from './stream-of.ts'

const TYPES: Readonly<Record<ExportFormat, string>> = {
  jsonl: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
}
/** A line that says nothing, so that whoever stands in between takes the connection for alive. */
const ALIVE = ':\n\n'
const ALIVE_MS = 15_000

/** `GET /audit/export?format=csv`: what the filter finds, oldest first, as a download. Throws `invalid_request`. */
export async function exportLog(visit: Visit): Promise<Shown> {
  const { audit, query, deps } = visit
  const format = EXPORT_FORMATS.find((one) => one === (query.get('format') ?? 'jsonl'))
  const typed = typedFilter(query)
  const read = readFilter(typed, deps.now())
  // The page of the filter says what is wrong with it.
  if (read.query === null) return { kind: 'redirect', to: addressOf('/audit', typed) }
  if (format === undefined) throw new VultrinoError('invalid_request', { reason: 'format is jsonl or csv' })
  const pieces = await audit.export(read.query, format)
  const day = new Date(deps.now()).toISOString().slice(0, 10)
  return {
    kind: 'raw',
    type: TYPES[format],
    filename: `vultrino-audit-${day}.${format}`,
    body: streamOf(visit, pieces, (piece) => piece, 'break'),
  }
}

/**
 * `GET /audit/follow?after=…`: rows of the table as server-sent events (WHATWG HTML §9.2), each a JSON text, made here so
 * that they are escaped like all others. Ends with the session. Throws `invalid_request`.
 */
export async function followLog(visit: Visit): Promise<Shown> {
  const { audit, query, deps, signal } = visit
  const typed = typedFilter(query)
  const read = readFilter(typed, deps.now())
  const after = query.get('after') ?? ''
  if (read.query === null || !/^\d{1,15}$/.test(after))
    throw new VultrinoError('invalid_request', { reason: 'this cannot be followed' })
  const ended = new AbortController()
  const records = await audit.follow(read.query, {
    after: Number(after),
    signal: AbortSignal.any([signal, ended.signal]),
  })
  let said = 0
  const body = streamOf(
    visit,
    records,
    async (followed) => {
      const now = deps.now()
      if (followed !== null) {
        said = now
        const row = String(await auditRow(followed.record))
        return `id: ${followed.position}\ndata: ${JSON.stringify(row)}\n\n`
      }
      if (now - said < ALIVE_MS) return ''
      said = now
      return ALIVE
    },
    'end',
    () => ended.abort(),
  )
  return { kind: 'raw', type: 'text/event-stream', body }
}
