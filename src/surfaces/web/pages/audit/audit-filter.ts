import { SURFACES, type Surface } from '../../../../domain/audit-event.ts'
import { withoutTokens } from '../../../../domain/api-key-token.ts'
import { VultrinoError } from '../../../../domain/errors.ts'
import { parseAuditTime } from '../../../../manage/audit/audit-time.ts'
import type { AuditQuery } from '../../../../ports/audit-desk.ts'

/** The fields of the filter, in the order of the form, as addresses name them. */
export const FILTER_FIELDS = [
  'credential',
  'key',
  'role',
  'decision',
  'host',
  'action',
  'surface',
  'error',
  'request',
  'since',
  'until',
] as const
export type FilterField = (typeof FILTER_FIELDS)[number]

/** What was typed into the filter; only what is not empty. */
export type Typed = Readonly<Partial<Record<FilterField, string>>>

const LONGEST = 256

/** Reads the filter out of an address. A whole API key is cut to its prefix: addresses are kept in histories and shared. */
export function typedFilter(query: URLSearchParams): Typed {
  const typed: Partial<Record<FilterField, string>> = {}
  for (const name of FILTER_FIELDS) {
    const text = withoutTokens((query.get(name) ?? '').trim()).slice(0, LONGEST)
    if (text !== '') typed[name] = text
  }
  return typed
}

/** The page as it was asked for: the same address for the same filter. */
export function addressOf(path: string, typed: Typed, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams()
  for (const name of FILTER_FIELDS) {
    const text = typed[name]
    if (text !== undefined) query.set(name, text)
  }
  for (const [name, text] of Object.entries(more)) query.set(name, text)
  return query.size === 0 ? path : `${path}?${query.toString()}`
}

/** A filter that can be asked, or what is wrong with it, by field. */
export type ReadFilter =
  | { readonly query: AuditQuery; readonly problems: null }
  | { readonly query: null; readonly problems: Readonly<Partial<Record<FilterField, string>>> }

/** `now`: milliseconds since the epoch. */
export function readFilter(typed: Typed, now: number): ReadFilter {
  const problems: Partial<Record<FilterField, string>> = {}
  const decision = oneOf(typed.decision, DECISIONS)
  if (decision === null) problems.decision = 'A decision is allow or deny.'
  const surface = oneOf<Surface>(typed.surface, SURFACES)
  if (surface === null) problems.surface = `A surface is one of ${SURFACES.join(', ')}.`
  const moment = (end: 'since' | 'until'): number | undefined => {
    const text = typed[end]
    if (text === undefined) return undefined
    try {
      return parseAuditTime(text, now, end)
    } catch (thrown) {
      if (!(thrown instanceof VultrinoError)) throw thrown
      problems[end] = 'Write 2h, 7d, 2026-01-31 or 2026-01-31T09:30:00Z.'
      return undefined
    }
  }
  const [since, until] = [moment('since'), moment('until')]
  if (Object.keys(problems).length > 0) return { query: null, problems }
  const { credential, key, role, host, action, error, request: requestId } = typed
  const query = {
    ...{ credential, key, role, host, action, error, requestId, since, until },
    decision: decision ?? undefined,
    surface: surface ?? undefined,
  }
  return { query, problems: null }
}

const DECISIONS = ['allow', 'deny'] as const

/** `undefined`: not asked for; `null`: none of them. */
function oneOf<T extends string>(text: string | undefined, all: readonly T[]): T | null | undefined {
  return text === undefined ? undefined : (all.find((one) => one === text) ?? null)
}

/** Where to begin, of an address; `undefined`: at the newest. Throws `invalid_request`. */
export function readBefore(query: URLSearchParams): number | undefined {
  const text = query.get('before') ?? ''
  if (text === '') return undefined
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new VultrinoError('invalid_request', { reason: 'before is the number of a record' })
}
