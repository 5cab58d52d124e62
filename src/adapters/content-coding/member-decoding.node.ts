import { constants, createInflateRaw, inflateRawSync, zstdDecompressSync } from 'node:zlib'
import type { Decoding, MemberCoding, Written } from '../../ports/content-decoder.ts'
import { inflationOf, INFLATER_OPTIONS } from './inflaters.node.ts'
import { Inflation } from './inflation.node.ts'
import { Fixed, type Framing, gzipHeader } from './member-framing.ts'

/** How a member is taken apart. What stands before and after its data is passed over, right or wrong. */
interface Member {
  readonly before: () => Framing
  readonly after: number
  readonly inflation: () => Inflation
  /** What some bytes of data decode to, as far as they go. Throws if they are bad. */
  readonly inflate: (bytes: Uint8Array) => Uint8Array
}

/** So many bytes of data are kept to find out what the last of them decoded to before they turned out bad. */
const KEPT = 64 * 1024
/** Not once so many bytes came out of it: `node:zlib` gives out none of what it got from the bytes it fails at. */
const KEPT_UNTIL = 1024

const DEFLATED = {
  inflation: () => new Inflation(createInflateRaw(INFLATER_OPTIONS)),
  inflate: (bytes: Uint8Array) =>
    inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: KEPT }),
} as const

const MEMBERS: Readonly<Record<MemberCoding, Member>> = {
  gzip: { ...DEFLATED, before: gzipHeader, after: 8 },
  deflate: { ...DEFLATED, before: () => new Fixed(2), after: 4 },
  zstd: {
    before: () => new Fixed(0),
    inflation: () => inflationOf('zstd', 0),
    inflate: (bytes) =>
      zstdDecompressSync(bytes, { finishFlush: constants.ZSTD_e_continue, maxOutputLength: KEPT }),
    after: 0,
  },
}

export const memberDecoding = (coding: MemberCoding): Decoding => new MemberDecoding(MEMBERS[coding])

type OnDecoded = (decoded: Uint8Array) => Promise<void>

class MemberDecoding implements Decoding {
  decoded = 0
  readonly #member: Member
  readonly #before: Framing
  readonly #after: Framing
  #inflation: Inflation | undefined
  #state: 'going' | 'whole' | 'broken' = 'going'
  #kept: Uint8Array[] | null = []
  #size = 0

  constructor(member: Member) {
    this.#member = member
    this.#before = member.before()
    this.#after = new Fixed(member.after)
  }

  async write(chunk: Uint8Array, onDecoded: OnDecoded): Promise<Written> {
    let bytes = chunk.subarray(this.#before.take(chunk))
    if (!this.#before.over) return { state: 'more' }
    while (this.#state === 'going' && bytes.length > 0) {
      const rest = await this.#inflate(bytes.subarray(0, KEPT), onDecoded)
      bytes = bytes.subarray(Math.min(KEPT, bytes.length) - rest)
    }
    if (this.#state === 'broken') return { state: 'broken' }
    if (this.#state === 'going') return { state: 'more' }
    bytes = bytes.subarray(this.#after.take(bytes))
    return this.#after.over ? { state: 'ended', rest: bytes } : { state: 'more' }
  }

  close(): void {
    this.#state = 'broken'
    this.#inflation?.close()
  }

  /** How many of the bytes follow the data. */
  async #inflate(bytes: Uint8Array, onDecoded: OnDecoded): Promise<number> {
    this.#keep(bytes)
    this.#inflation ??= this.#member.inflation()
    const chunks = this.#inflation.write(bytes)
    for (;;) {
      const next = await chunks.next().catch(() => null)
      if (next === null) {
        this.#state = 'broken'
        await this.#giveLast(onDecoded)
        return 0
      }
      if (next.done === true) {
        if (next.value === null) return 0
        this.#state = 'whole'
        return next.value.length
      }
      this.decoded += next.value.length
      await onDecoded(next.value)
    }
  }

  #keep(part: Uint8Array): void {
    if (this.#kept === null) return
    this.#size += part.length
    if (this.decoded > KEPT_UNTIL || this.#size > 2 * KEPT) this.#kept = null
    else this.#kept.push(part)
  }

  /** Hands over what the bytes that turned out bad decode to before they do. */
  async #giveLast(onDecoded: OnDecoded): Promise<void> {
    if (this.decoded > KEPT_UNTIL) return
    const all = this.#kept === null ? null : this.#goodPart(Buffer.concat(this.#kept))
    if (all === null) this.decoded = Infinity
    else if (all.length > this.decoded) {
      const last = all.subarray(this.decoded)
      this.decoded = all.length
      await onDecoded(last)
    }
  }

  /** What the longest part of bad data that is not bad decodes to; `null` if that is very much. */
  #goodPart(bytes: Uint8Array): Uint8Array | null {
    let best: Uint8Array = new Uint8Array(0)
    for (let good = 0, bad = bytes.length; bad - good > 1;) {
      const middle = (good + bad) >>> 1
      try {
        best = this.#member.inflate(bytes.subarray(0, middle))
        good = middle
      } catch (thrown) {
        if ((thrown as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return null
        bad = middle
      }
    }
    return best
  }
}
