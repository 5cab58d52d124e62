import type { HeaderList } from '../../../domain/header-list.ts'

/** One request to `/mcp` of the server. */
export interface BridgeRequest {
  readonly method: 'POST' | 'GET' | 'DELETE'
  /** Flat; without what says who asks. */
  readonly headers: HeaderList
  readonly body: Uint8Array | null
  readonly signal: AbortSignal
}

export interface BridgeAnswer {
  readonly status: number
  readonly headers: HeaderList
  /** Throws `server_unreachable` if it breaks off, `cancelled`. */
  readonly body: AsyncIterable<Uint8Array>
}

/** What the bridge between an MCP client at stdin and stdout and a running server reaches. */
export interface BridgeDeps {
  /** Throws `server_unreachable`, `cancelled`. */
  readonly send: (request: BridgeRequest) => Promise<BridgeAnswer>
  /** What the client writes. */
  readonly input: AsyncIterable<Uint8Array>
  /** Writes to the client. Resolves when more can be written; rejects when the client is gone. */
  readonly write: (text: string) => Promise<void>
  /** Resolves after so many milliseconds, or when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** Ends the bridge. */
  readonly signal: AbortSignal
}
