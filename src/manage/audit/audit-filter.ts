import { recordedHost, type AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import { KEY_TERM, term, type TermName } from '../../domain/audit-chain/block.ts'
import type { AuditQuery } from '../../ports/audit-desk.ts'

/** Which records are asked for, and by whom. */
export interface AuditFilter extends AuditQuery {
  /** What the caller may see of a record; `undefined`: nothing. It is by this that a record is found. Without: all. */
  readonly see?: ((record: AuditRecord) => AuditRecord | undefined) | undefined
}

const KEY_PREFIX = /^vk_[a-z0-9]{4,}$/
const STORED_PREFIX = 11

/** The prefix that a filter asks for; `undefined` where it asks for a name. */
const keyPrefix = (key: string): string | undefined =>
  KEY_PREFIX.test(key) ? key.slice(0, STORED_PREFIX) : undefined

const lowerHost = (host: string): string => host.toLowerCase()

interface Field {
  test(record: AuditRecord, wanted: string): boolean
  /** The terms of which a block must have one; none where it cannot be told. */
  readonly terms?: TermName | ((wanted: string) => readonly string[])
}
type FieldName = Exclude<keyof AuditQuery, 'since' | 'until'>

/** How each field is matched, and the term that a block must have for it, if there is one. */
const FIELDS: Readonly<Record<FieldName, Field>> = {
  credential: { test: (record, wanted) => record.credential === wanted, terms: 'credential' },
  role: { test: (record, wanted) => record.role === wanted, terms: 'role' },
  decision: { test: (record, wanted) => record.decision === wanted, terms: 'decision' },
  surface: { test: (record, wanted) => record.surface === wanted, terms: 'surface' },
  requestId: { test: (record, wanted) => record.requestId === wanted, terms: 'request' },
  error: { test: (record, wanted) => record.error === wanted || record.result?.error === wanted },
  action: {
    test: ({ action }, wanted) =>
      wanted.endsWith('.*') ? action.startsWith(wanted.slice(0, -1)) : action === wanted,
    terms: (wanted) => (wanted.endsWith('.*') ? [] : [term('action', wanted)]),
  },
  host: {
    test: ({ url }, wanted) => {
      const host = recordedHost(url)
      return host === lowerHost(wanted) || host?.replace(/:\d+$/, '') === lowerHost(wanted)
    },
    terms: (wanted) => [term('host', lowerHost(wanted))],
  },
  key: {
    test: ({ key, keyName }, wanted) => {
      const prefix = keyPrefix(wanted)
      return keyName === wanted || (prefix !== undefined && key?.startsWith(prefix) === true)
    },
    terms: (wanted) => [term('key_name', wanted), term('key', wanted.slice(0, KEY_TERM))],
  },
}

const asked = (filter: AuditFilter): [FieldName, string][] =>
  (Object.keys(FIELDS) as FieldName[]).flatMap((name) => {
    const wanted = filter[name]
    return wanted === undefined ? [] : [[name, wanted]]
  })

/** What is shown of a record, if it is one that is asked for. */
export function shownBy(filter: AuditFilter, record: AuditRecord): AuditRecord | undefined {
  if (filter.since !== undefined && record.time < filter.since) return undefined
  if (filter.until !== undefined && record.time >= filter.until) return undefined
  const seen = filter.see === undefined ? record : filter.see(record)
  if (seen === undefined) return undefined
  return asked(filter).every(([name, wanted]) => FIELDS[name].test(seen, wanted)) ? seen : undefined
}

export const matchesFilter = (filter: AuditFilter, record: AuditRecord): boolean =>
  shownBy(filter, record) !== undefined

/**
 * The terms that a block must have one of, for each thing that is asked for. The error is not among them: it may be in
 * another block.
 */
export function filterTerms(filter: AuditFilter): readonly (readonly string[])[] {
  return asked(filter).flatMap(([name, wanted]) => {
    const { terms = () => [] } = FIELDS[name]
    const any = typeof terms === 'string' ? [term(terms, wanted)] : terms(wanted)
    return any.length === 0 ? [] : [any]
  })
}
