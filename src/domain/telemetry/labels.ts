import type { Surface } from '../audit-event.ts'
import { ERRORS, type ErrorCode } from '../errors.ts'

/**
 * Every value that a label of a metric can have. The sets are closed: a time series exists for each combination and
 * for nothing else, so no caller can add one, and no text of a caller's can become one.
 */

/** Stands for what these tables do not know. */
export const OTHER = 'other'

export const SURFACES: readonly string[] = [
  ...Object.keys({ cli: true, http: true, api: true, mcp: true, web: true } satisfies Record<Surface, true>),
  OTHER,
]

/** What an action is: the use of a credential, an act of management, or something that happened to the server. */
export type ActionKind = 'proxied' | 'management' | 'event'

/** Only `event`s have no result. */
const ACTION_KINDS = {
  http_request: 'proxied',
  /** One to the API that was refused before it was known what it is. */
  api_request: 'management',
  'vault.init': 'management',
  'vault.change_password': 'management',
  'admin.set': 'management',
  /** One to the web UI that was refused before it was known what it is. */
  web_request: 'management',
  'session.open': 'management',
  'session.close': 'management',
  'session.close_all': 'management',
  'identity.get': 'management',
  'credential.list': 'management',
  'credential.get': 'management',
  'credential.add': 'management',
  'credential.update': 'management',
  'credential.delete': 'management',
  'credential.bind': 'management',
  'credential.unbind': 'management',
  'credential.reveal': 'management',
  'role.list': 'management',
  'role.get': 'management',
  'role.create': 'management',
  'role.update': 'management',
  'role.delete': 'management',
  'key.list': 'management',
  'key.get': 'management',
  'key.create': 'management',
  'key.revoke': 'management',
  'metrics.get': 'management',
  'audit.search': 'management',
  'audit.follow': 'management',
  'audit.stats': 'management',
  'audit.export': 'management',
  'audit.verify': 'management',
  'policy.read': 'management',
  'policy.lint': 'management',
  'access.check': 'management',
  'server.start': 'event',
  'vault.rolled_back': 'event',
} as const satisfies Record<string, ActionKind>

/** Whatever of this kind the table does not list, it is no request. */
const EVENT = /^server\./

export function actionKind(action: string): ActionKind {
  if (Object.hasOwn(ACTION_KINDS, action)) return ACTION_KINDS[action as keyof typeof ACTION_KINDS]
  return EVENT.test(action) ? 'event' : 'management'
}

const listed = Object.entries(ACTION_KINDS)
const named = (wanted: (kind: ActionKind) => boolean): readonly string[] => [
  ...listed.filter(([, kind]) => wanted(kind)).map(([action]) => action),
  OTHER,
]

export const ACTIONS = named((kind) => kind !== 'event')
export const EVENTS = named((kind) => kind === 'event')
export const KINDS: readonly ActionKind[] = ['proxied', 'management']
export const DECISIONS = ['allow', 'deny'] as const
export const OUTCOMES = ['complete', 'cut', 'failed', 'refused'] as const
export const STATUS_CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const
export const ERROR_CODES: readonly string[] = [...Object.keys(ERRORS), OTHER]
/** Which limit was reached: one of a policy's, that of failed authentications, or the caller's own. */
export const LIMITS = ['policy', 'failed_auth', 'caller'] as const
export const RECORD_KINDS = ['credential', 'role', 'key'] as const
export const CONNECTION_STATES = ['connected', 'free', 'running', 'queued'] as const

/** Of an HTTP status code; `none` for what has none. */
export function statusClass(status: number | null): (typeof STATUS_CLASSES)[number] {
  const hundreds = status === null ? 0 : Math.floor(status / 100)
  return STATUS_CLASSES[hundreds >= 1 && hundreds <= 5 ? hundreds : 0] ?? 'none'
}

/** HTTP status that a refusal with this error is answered with. */
export const statusOf = (error: ErrorCode | null): number | null =>
  error !== null && Object.hasOwn(ERRORS, error) ? ERRORS[error].status : null
