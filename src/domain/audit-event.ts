import type { ErrorCode } from './errors.ts'
import type { Principal } from './principal.ts'

/** By which door: command line, reverse proxy, JSON API, MCP, web UI. */
export const SURFACES = ['cli', 'http', 'api', 'mcp', 'web'] as const
export type Surface = (typeof SURFACES)[number]

/** Who asked, as the audit log names them. */
export interface AuditIdentity {
  readonly principal: Principal['kind'] | 'none'
  /** Prefix of the API key (`vk_a1b2c3d4`), its name, and its role's; `null` for everyone else. */
  readonly key: string | null
  readonly keyName: string | null
  readonly role: string | null
}

/** What both records of a request say. No secret, no query values: query strings are kept by name only. */
export interface AuditSubject extends AuditIdentity {
  /** Joins log, audit and error answer. */
  readonly requestId: string
  readonly surface: Surface
  /** Where from, or `null` for the terminal. */
  readonly ip: string | null
  /** `http_request`, or the management act (`credential.add`, `role.delete`, …). */
  readonly action: string
  /** Alias of the credential, or the name of the role or key that a management act is about. */
  readonly credential: string | null
  readonly method: string | null
  readonly url: string | null
}

/** Written before a secret is used, or when a request is refused, or when stored state changes. */
export interface AuditEntry extends AuditSubject {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly decision: 'allow' | 'deny'
  /** Why not, for a refusal. */
  readonly error: ErrorCode | null
  /** The policy that decided, and its rule (`rule 1`, or `default_action`); `null` where none did. */
  readonly policy: string | null
  readonly rule: string | null
  /** Where this stands for several refusals, of callers nobody let in: how many, and the time of the first. */
  readonly folded?: { readonly count: number; readonly since: number }
}

/** How many requests an entry stands for. */
export const timesOf = ({ folded }: Pick<AuditEntry, 'folded'>): number => folded?.count ?? 1

/** Written when the answer has ended or was cut. */
export interface AuditResult {
  readonly requestId: string
  readonly time: number
  readonly outcome: 'complete' | 'cut' | 'failed'
  readonly status: number | null
  /** Body bytes given to the caller. */
  readonly bytes: number
  readonly durationMs: number
  /** How many times a secret was replaced in the answer. */
  readonly redactions: number
  readonly error: ErrorCode | null
}

const NOT_A_KEY = { key: null, keyName: null, role: null }
export const NOBODY: AuditIdentity = { principal: 'none', ...NOT_A_KEY }
const OWNER: AuditIdentity = { principal: 'owner', ...NOT_A_KEY }
const LOCAL: AuditIdentity = { principal: 'local', ...NOT_A_KEY }

/** How the audit log names a principal; `undefined`: it was never found out. */
export function auditIdentity(principal: Principal | undefined): AuditIdentity {
  if (principal === undefined) return NOBODY
  if (principal.kind === 'owner') return OWNER
  if (principal.kind === 'local') return LOCAL
  const { keyPrefix, keyName, role } = principal
  return { principal: 'key', key: keyPrefix, keyName, role }
}
