import type { AuditEntry } from '../audit-event.ts'
import type { AuditRecord } from './audit-record.ts'

/** What records can be counted by. Records that are alike in all of it are of one shape. */
export type Shape = Pick<
  AuditEntry,
  'surface' | 'principal' | 'key' | 'keyName' | 'role' | 'action' | 'credential' | 'decision'
> & {
  /** Of the refusal, or of the end. */
  readonly error: string | null
}

/** The order in which they are stored. */
export const SHAPE_FIELDS = [
  'surface',
  'principal',
  'key',
  'keyName',
  'role',
  'action',
  'credential',
  'decision',
  'error',
] as const satisfies readonly (keyof Shape)[]

/** `error`: of the result, if there is one. */
export const shapeOf = (entry: AuditEntry, error: string | null): Shape => ({
  surface: entry.surface,
  principal: entry.principal,
  key: entry.key,
  keyName: entry.keyName,
  role: entry.role,
  action: entry.action,
  credential: entry.credential,
  decision: entry.decision,
  error: entry.error ?? error,
})

/** A text that is another for each shape. */
export const shapeKey = (shape: Shape): string => JSON.stringify(SHAPE_FIELDS.map((name) => shape[name]))

/** A record of this shape; what a shape does not say is empty. */
export const recordOfShape = ({ error, ...shape }: Shape): AuditRecord => ({
  ...shape,
  sequence: 0,
  time: 0,
  requestId: '',
  ip: null,
  method: null,
  url: null,
  error: error as AuditEntry['error'],
  policy: null,
  rule: null,
  result: null,
})
