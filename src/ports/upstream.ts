import type { HeaderList } from '../domain/header-list.ts'
import type { Target } from '../domain/target.ts'

/** One request to one target, complete: nothing is added but `Host` and framing. */
export interface UpstreamRequest {
  readonly target: Target
  readonly method: string
  /** Path and query as sent; differs from `target.path` only when a secret travels in the query. */
  readonly path: string
  /** End-to-end fields only; no `Host`, no framing fields. */
  readonly headers: HeaderList
  readonly body: AsyncIterable<Uint8Array> | null
  /** Exact size of the body in bytes where it was announced, else `null` (chunked). */
  readonly bodyLength: number | null
  /** CIDR blocks beyond the public Internet that may be dialled for this request. */
  readonly addresses: readonly string[]
  /** Aborting ends the exchange at once, at any point. */
  readonly signal: AbortSignal
}

/** The head of an answer, and its body still to be read. */
export interface UpstreamAnswer {
  readonly status: number
  /** The standard phrase for the status, or empty: the target's own has no meaning (RFC 9112 §4) and is not passed on. */
  readonly statusText: string
  readonly headers: HeaderList
  /**
   * The body as it came from the wire, content coding untouched, with back-pressure. Iterated at most once;
   * returning early ends the exchange. Throws `VultrinoError` (`upstream_error`, `upstream_timeout`).
   */
  readonly body: AsyncIterable<Uint8Array>
  /** Trailer fields; complete once `body` has ended. */
  trailers(): HeaderList
}

export interface UpstreamStats {
  readonly pools: number
  readonly connected: number
  readonly free: number
  readonly running: number
  readonly queued: number
}

/**
 * The way out. `send` never follows redirects, never adds credentials, and dials only addresses that
 * `addressAllowed` accepts, checked on the very address dialled.
 * Throws `VultrinoError`: `destination_denied` (address), `upstream_error`, `upstream_timeout`, `cancelled`.
 */
export interface Upstream {
  /** Connections now, over all origins. `queued`: requests that wait for one. */
  stats(): UpstreamStats
  send(request: UpstreamRequest): Promise<UpstreamAnswer>
  /** Lets requests under way end, then closes every connection. */
  close(): Promise<void>
}
