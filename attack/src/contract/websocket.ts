import type { Content } from './content.ts'

export const FRAME_OPS = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
export type FrameOp = keyof typeof FRAME_OPS

/** A frame of RFC 6455 §5.2, of which every part may be wrong. Targets and callers write them alike. */
export interface Frame {
  /** A number: an opcode that nobody knows. */
  readonly op: FrameOp | number
  /** Of `close`: what stands behind the code. */
  readonly payload?: Content
  /** Of `close`; 1000 if left out. `null`: none, the payload is all there is. */
  readonly code?: number | null
  /** True if left out. */
  readonly fin?: boolean
  /** If left out, as it must be: callers mask, targets do not. */
  readonly mask?: boolean
  /** The three reserved bits, as a number from 0 to 7. */
  readonly reserved?: number
  /** What the frame says of its length, if not the truth. */
  readonly length?: number
  /** Bytes in which the length is written, if not the fewest. */
  readonly wide?: 2 | 8
  /** Permessage-deflate (RFC 7692): with a window of its own, or with that of the messages before. */
  readonly deflate?: 'alone' | 'shared'
  /** The payload goes out in a first frame and continuations, each of this many bytes. */
  readonly cut?: number
  /** Stands behind the first of those. */
  readonly between?: Frame
}

/** One step of what a side does once the connection is a WebSocket. */
export type Play =
  | Frame
  /** Waits for this many messages (not control frames) and gives each back as it came. */
  | { readonly echo: number }
  /** Waits until this many messages have come in all. */
  | { readonly hear: number }
  /** Milliseconds. */
  | { readonly wait: number }
  /** Bytes that are no frame. */
  | { readonly bytes: Content }

/** A message, or the payload of a control frame, as it was read: unmasked, joined, inflated. */
export interface WebSocketMessage {
  readonly op: number
  readonly payload: Uint8Array
}
