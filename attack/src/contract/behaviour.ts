import type { Content, Transform } from './content.ts'
import type { Play } from './websocket.ts'

/** A header field or trailer: name and value, written as they are. */
export type Field = readonly [name: string, value: Content]

/**
 * What an origin of the laboratory does with a request. All work on the HTTP/1.1 origins; HTTP/2 origins do `answer`,
 * `echo`, `store` and `sequence`.
 */
export type Behaviour =
  Answer | Raw | Echo | Store | Ranges | Sequence | ByPath | Stream | Silence | WebSocketPlay | Duplex

/** A well-formed answer, of which every part may be hostile. */
export interface Answer {
  readonly does: 'answer'
  /** 200 if left out. */
  readonly status?: number
  readonly reason?: Content
  /** Framing fields are added to them; anything else is only what stands here. */
  readonly headers?: readonly Field[]
  readonly body?: Content
  /** `length` if left out. `none`: no framing and no body, as 204 and 304 have it. */
  readonly framing?: 'length' | 'chunked' | 'close' | 'none'
  readonly trailers?: readonly Field[]
  /** The body goes out in pieces of this many bytes, each a chunk and a write of its own. */
  readonly piece?: number
  /** Milliseconds between pieces. */
  readonly pause?: number
  /** Answers of class 1xx that go before. */
  readonly interim?: readonly {
    readonly status: number
    readonly reason?: Content
    readonly headers?: readonly Field[]
  }[]
}

/** Bytes as they are, once the head of a request has come. */
export interface Raw {
  readonly does: 'raw'
  readonly writes: readonly { readonly bytes: Content; readonly pause?: number; readonly piece?: number }[]
  /** Afterwards: a clean end, a reset, or nothing (the connection stays open, silent). */
  readonly then: 'end' | 'reset' | 'stay'
}

/** Gives back the whole request that came: as a body, with request line, fields and body; `through`: changed so. */
export interface Echo {
  readonly does: 'echo'
  readonly type?: string | null
  readonly through?: readonly Transform[]
  /** `Content-Encoding` as it is declared; left out: none. */
  readonly declare?: string
  readonly piece?: number
}

/** Keeps what comes by POST, PUT and PATCH, with its head; GET gives all of it back. */
export interface Store {
  readonly does: 'store'
}

/** Answers `Range` requests (RFC 9110 §14) over this body: single, several, suffix. Without `Range`: all of it. */
export interface Ranges {
  readonly does: 'ranges'
  readonly body: Content
  readonly type?: string
}

/** The first request of the case gets the first, and so on; the last one stays. */
export interface Sequence {
  readonly does: 'sequence'
  readonly each: readonly Behaviour[]
}

/** By the path that came (its longest prefix among these); `otherwise`: 404. */
export interface ByPath {
  readonly does: 'by-path'
  readonly paths: Readonly<Record<string, Behaviour>>
  readonly otherwise?: Behaviour
}

/** An endless stream of pieces, until the case is over or the other side closes. */
export interface Stream {
  readonly does: 'stream'
  readonly headers?: readonly Field[]
  readonly piece: Content
  readonly pause: number
  /** Ends by itself after this many pieces. */
  readonly pieces?: number
}

/** Takes the request and never answers. */
export interface Silence {
  readonly does: 'silence'
}

/** Gives the body of a request back as it comes, before all of it is there; by HTTP/2, and below another behaviour, when it is. */
export interface Duplex {
  readonly does: 'duplex'
}

/** Takes an upgrade to WebSocket (RFC 6455 §4.2) and plays; what is no upgrade gets 426. */
export interface WebSocketPlay {
  readonly does: 'websocket'
  readonly reason?: Content
  /** Fields of the 101; one that it has anyway (`Sec-WebSocket-Accept`) stands in the place of the right one. */
  readonly headers?: readonly Field[]
  readonly play: readonly Play[]
  /** Everything goes out in one write with the 101. */
  readonly glued?: boolean
  /** Bytes for each write. */
  readonly piece?: number
  /** Afterwards: the closing handshake (if left out), an end without one, a reset, or nothing. */
  readonly then?: 'close' | 'end' | 'reset' | 'stay'
}
