import type { OriginName } from '../contract/laboratory.ts'
import type { WebSocketMessage } from '../contract/websocket.ts'

export type PlainField = readonly [name: string, value: string]

/** A request as an origin read it. Texts are Latin-1, one character for each byte. */
export interface Arrival {
  readonly origin: OriginName
  /** The local address it arrived at. */
  readonly address: string
  readonly version: string
  readonly method: string
  readonly target: string
  readonly headers: readonly PlainField[]
  readonly body: Buffer
  readonly trailers: readonly PlainField[]
}

/** An answer as an origin sent it. */
export interface Sent {
  readonly status: number
  readonly reason: string
  readonly headers: readonly PlainField[]
  /** Without transfer coding. */
  readonly body: Buffer
  readonly trailers: readonly PlainField[]
}

/** A WebSocket as an origin had it, in the order they were opened. */
export interface Conversation {
  readonly sent: readonly WebSocketMessage[]
  readonly received: readonly WebSocketMessage[]
}

/** Every byte that came by one connection during the case. */
export interface Intake {
  readonly origin: OriginName
  readonly address: string
  readonly chunks: Buffer[]
}

const MOST_KEPT = 64 * 1024 * 1024

/** Keeps all that origins receive and send during a case. */
export class Observer {
  arrivals: Arrival[] = []
  sent: Sent[] = []
  websockets: Conversation[] = []
  intakes = new Map<object, Intake>()
  /** Streams under way that the other side closed. */
  closedStreams = 0
  /** What went wrong in the laboratory itself: mistakes in a case. */
  mistakes: string[] = []
  #kept = 0

  begin(): void {
    this.arrivals = []
    this.sent = []
    this.websockets = []
    this.intakes = new Map()
    this.closedStreams = 0
    this.mistakes = []
    this.#kept = 0
  }

  receive(connection: object, origin: OriginName, address: string, chunk: Buffer): void {
    let intake = this.intakes.get(connection)
    if (intake === undefined) {
      intake = { origin, address, chunks: [] }
      this.intakes.set(connection, intake)
    }
    this.#kept += chunk.length
    if (this.#kept <= MOST_KEPT) intake.chunks.push(chunk)
  }
}
