import { recordedHost, type AuditRecord } from '../../domain/audit-chain/audit-record.ts'
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

export const lowerHost = (host: string): string => host.toLowerCase()

type FieldName = Exclude<keyof AuditQuery, 'since' | 'until'>

/** How each field is matched. */
const FIELDS: Readonly<Record<FieldName, (record: AuditRecord, wanted: string) => boolean>> = {
  credential: ({ credential }, wanted) => credential === wanted,
  role: ({ role }, wanted) => role === wanted,
  decision: ({ decision }, wanted) => decision === wanted,
  surface: ({ surface }, wanted) => surface === wanted,
  requestId: ({ requestId }, wanted) => requestId === wanted,
  error: ({ error, result }, wanted) => error === wanted || result?.error === wanted,
  action: ({ action }, wanted) =>
    wanted.endsWith('.*') ? action.startsWith(wanted.slice(0, -1)) : action === wanted,
  host: ({ url }, wanted) => {
    const host = recordedHost(url)
    return host === lowerHost(wanted) || host?.replace(/:\d+$/, '') === lowerHost(wanted)
  },
  key: ({ key, keyName }, wanted) => {
    const prefix = keyPrefix(wanted)
    return keyName === wanted || (prefix !== undefined && key?.startsWith(prefix) === true)
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
  return asked(filter).every(([name, wanted]) => FIELDS[name](seen, wanted)) ? seen : undefined
}

export const matchesFilter = (filter: AuditFilter, record: AuditRecord): boolean =>
  shownBy(filter, record) !== undefined
