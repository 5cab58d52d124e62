import type { Field } from './behaviour.ts'
import type { Content } from './content.ts'

export const FRAME_TYPES = {
  data: 0, headers: 1, priority: 2, reset: 3, settings: 4, push: 5, ping: 6, goaway: 7, window: 8, continuation: 9,
} as const // prettier-ignore

/** A frame of RFC 9113 §4.1, of which every part may be wrong. */
export interface Http2Frame {
  /** A number: a type that nobody knows. */
  readonly type: keyof typeof FRAME_TYPES | number
  /** 1 if left out for `headers`, `data`, `reset` and `continuation`; else 0. */
  readonly stream?: number
  /** END_STREAM 1, END_HEADERS 4, PADDED 8, PRIORITY 32. If left out: END_HEADERS for `headers`, else none. */
  readonly flags?: number
  readonly payload?: Content
  /** The payload is a block of these fields, each a literal of HPACK, as they are spelled. */
  readonly fields?: readonly Field[]
  /** Before them stand the fields of an honest request for the step's URL with this method. */
  readonly request?: string
  /** Names of those that are left out. */
  readonly without?: readonly string[]
  /** What it says of its length, if not the truth. */
  readonly length?: number
  /** Sent so often. With `each`, the stream is two higher every time. */
  readonly times?: number
  readonly each?: 'new-stream'
}
