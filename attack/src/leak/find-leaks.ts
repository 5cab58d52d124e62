import { createHash } from 'node:crypto'
import { NeedleIndex, type Needle } from './needle.ts'
import { placesOfBodies } from './places-of-bodies.ts'
import { undoCompressed } from './undo-compressed.ts'
import { UNDO_RUNS, UNDO_TEXT } from './undo-text.ts'

export interface Leak {
  /** Name of the secret. */
  readonly secret: string
  /** How it is read: `base64 › as it is`. */
  readonly how: string
}

export interface LeakSearchOptions {
  /** Parts of a secret do not count. */
  readonly whole?: boolean
  /** Where compressed streams may begin: `at-start` means with the bytes, or with the body of an answer that they are. */
  readonly streams?: 'anywhere' | 'at-start'
}

/** Bytes that all decodings of one search may come to. */
const BUDGET = 96 * 1024 * 1024
/** From this size on, one layer of spelling is undone, and compressed streams. */
const LARGE = 512 * 1024
const SMALLEST = 8

/**
 * Looks for secrets in bytes, and in everything these can be decoded to, `depth` layers deep: compressed streams,
 * percent, JSON and HTML escapes, hex, base64 at every alignment, base32, UTF-16, quoted-printable, and with white space
 * taken out. It knows nothing of how anybody else looks for secrets.
 */
export class LeakSearch {
  readonly #needles: NeedleIndex
  readonly #count: number
  readonly #streams: LeakSearchOptions['streams']

  constructor(needles: readonly Needle[], { whole = false, streams = 'anywhere' }: LeakSearchOptions = {}) {
    this.#needles = new NeedleIndex(needles, whole)
    this.#count = needles.length
    this.#streams = streams
  }

  /** The first way found for each secret; empty: none is there. */
  find(bytes: Uint8Array, depth = 3): Leak[] {
    const found = new Map<string, string>()
    const seen = new Set<string>()
    const state = { left: BUDGET }
    this.#search(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), [], depth, found, seen, state)
    return [...found].map(([secret, how]) => ({ secret, how }))
  }

  #search(
    bytes: Buffer,
    path: readonly string[],
    depth: number,
    found: Map<string, string>,
    seen: Set<string>,
    state: { left: number },
  ): void {
    if (bytes.length < SMALLEST || state.left <= 0) return
    state.left -= bytes.length
    const key = createHash('sha1').update(bytes).digest('base64')
    const known = `${key} ${String(depth)}`
    if (seen.has(known)) return
    seen.add(known)
    this.#needles.look(bytes, found, path)
    if (depth === 0 || found.size === this.#count) return
    const deeper = bytes.length > LARGE ? 0 : depth - 1
    const go = (how: string, undone: Buffer): void =>
      this.#search(undone, [...path, how], deeper, found, seen, state)
    const places = this.#streams === 'at-start' ? placesOfBodies(bytes) : undefined
    for (const { how, bytes: undone } of undoCompressed(bytes, places)) {
      this.#search(undone, [...path, how], depth - 1, found, seen, state)
    }
    for (const [how, undo] of Object.entries({ ...UNDO_TEXT, ...UNDO_RUNS })) {
      // Nothing comes of taking white space out twice.
      if (path.at(-1) !== how || !how.startsWith('white')) for (const undone of undo(bytes)) go(how, undone)
    }
  }
}
