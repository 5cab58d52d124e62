import type { AuditRecord } from '../domain/audit-chain/audit-record.ts'
import type { ChainSummary, Finding } from '../domain/audit-chain/chain-check.ts'
import type { ChainHead } from '../domain/audit-chain/chain.ts'
import type { Checkpoint, Signed } from '../domain/audit-chain/statements.ts'
import type { Surface } from '../domain/audit-event.ts'

/** Which records are asked for; all that is given must be so. */
export interface AuditQuery {
  readonly credential?: string | undefined
  /** The prefix of an API key (`vk_` and at least 4 more), or its name. A whole key is cut to its prefix. */
  readonly key?: string | undefined
  readonly role?: string | undefined
  readonly decision?: 'allow' | 'deny' | undefined
  /** Host of the URL, with or without its port. */
  readonly host?: string | undefined
  /** `http_request`, `credential.add`, …, or all of a kind: `credential.*`. */
  readonly action?: string | undefined
  /** Error code of the refusal, or of the end of the request. */
  readonly error?: string | undefined
  readonly surface?: Surface | undefined
  readonly requestId?: string | undefined
  /** Milliseconds since the epoch: from, inclusive, and to, exclusive. */
  readonly since?: number | undefined
  readonly until?: number | undefined
}

/** Most records of one page. */
export const MOST_RECORDS = 1000

export interface AuditPaging {
  /** 1 to 1000. */
  readonly limit: number
  /** Only records before this sequence. */
  readonly before?: number | undefined
}

export interface AuditPage {
  /** Newest first. */
  readonly records: readonly AuditRecord[]
  /** `before` of the next page; `null` where there is none. */
  readonly next: number | null
  /** Sequence of the newest row there was before this was looked for: following from here misses nothing. */
  readonly position: number
}

export interface AuditFollowing {
  /** What came after this position; what comes from now on where it is left out. */
  readonly after?: number | undefined
  /** Aborted when nobody listens any more. */
  readonly signal: AbortSignal
}

/** A record, told when it ended, and the position to go on after. */
export interface FollowedRecord {
  readonly position: number
  readonly record: AuditRecord
}

export type Counts = Readonly<Record<string, number>>

/** Counts of records. A record without a field is not counted under it. */
export interface AuditStats {
  readonly total: number
  readonly decision: Counts
  readonly credential: Counts
  /** By prefix. */
  readonly key: Counts
  readonly error: Counts
  readonly surface: Counts
  /** `2024-01-15`, UTC. */
  readonly day: Counts
  /** The 24 hours up to now, oldest first: time each begins (milliseconds since the epoch), and how many records. */
  readonly lastDay: readonly { readonly hour: number; readonly allowed: number; readonly denied: number }[]
}

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Whether the log holds together, or the first place where it does not. */
export type Verdict =
  | {
      readonly intact: true
      readonly log: string
      readonly summary: Omit<ChainSummary, 'last'> & { readonly last: Pick<ChainHead, 'sequence'> }
      /** The last row that retention removed, by the signed statement of it; `null`: none was. */
      readonly removedUpTo: number | null
    }
  | { readonly intact: false; readonly log: string; readonly finding: Finding }

/**
 * The audit log as one caller may see it. Each act checks the caller's rights itself, and is recorded (but for the owner's own
 * looking). All throw `unauthorized`, `forbidden`, `audit_unavailable`, `storage_error`.
 */
export interface AuditDesk {
  /** The newest that are asked for. Throws `invalid_request`. */
  search(query: AuditQuery, paging: AuditPaging): Promise<AuditPage>
  /** Requests as they end and refusals as they happen; `null` every now and then, where there is nothing to tell. */
  follow(query: AuditQuery, following: AuditFollowing): Promise<AsyncIterable<FollowedRecord | null>>
  stats(query: AuditQuery): Promise<AuditStats>
  /** The records that are asked for, oldest first, as pieces of text. */
  export(query: AuditQuery, format: ExportFormat): Promise<AsyncIterable<string>>
  /**
   * Reads all of it. For those who may do everything. `witnesses`: checkpoints that were kept elsewhere, which it must
   * agree with too. Throws `invalid_arguments` where they cannot be looked at from here.
   */
  verify(witnesses?: readonly Signed<Checkpoint>[]): Promise<Verdict>
}
