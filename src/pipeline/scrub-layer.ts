import { VultrinoError } from '../domain/errors.ts'
import type { NeedleSet } from '../domain/scrub/needle-set.ts'
import { concat } from '../domain/concat.ts'
import { Scrubber } from '../domain/scrub/scrubber.ts'
import type { ContentDecoder, Decoding, MemberCoding } from '../ports/content-decoder.ts'
import { findCoding, mayBeCoded, type Sniffed, sniffCoding } from './scrub-sniff.ts'

/** Layers of undeclared coding that are looked into. */
const MOST_LAYERS = 3
/** Members that may turn out to be none, and how many more for each byte: among random bytes gzip begins every 16 MiB. */
const MOST_MISTAKES = 64
const MOST_MISTAKES_PER_BYTE = 2 ** -20
/** What random bytes behind the beginning of a member decode to before they turn bad: hardly ever as much as this. */
const FOUND_BY_CHANCE = 4096
/** Padding after which a member no longer goes on with what the one before it held. */
const LONG_PADDING = 256 * 1024
/** What is coded twice or more may decode to so much, and so much more for each byte of it (deflate gives 1032). */
const MOST_DECODED = 256 * 1024 * 1024
const MOST_DECODED_PER_BYTE = 1100
const NOTHING: Uint8Array = new Uint8Array(0)

/** Where the search for members stands: before the first byte; between members; past the last for all that is known; given up. */
type Place = 'start' | 'between' | 'after' | 'plain'

/** A member being undone. */
interface Member {
  readonly decoding: Decoding
  readonly sniffed: Sniffed
  /** Nothing was written yet. */
  fresh: boolean
}

/**
 * A run of bytes that may be coded though nothing says so, and what it decodes to: the body of an answer, the content
 * of its gzip members, the content of theirs. Throws `unscannable_response` where a secret is found in what is decoded,
 * or it cannot be searched.
 */
export class Layer {
  /** What the members found in it decode to. */
  inner: Layer | null = null
  /** How many bytes it got. */
  fed = 0
  /** Nothing of it was searched since, nor will be. */
  closed = false
  readonly #needles: NeedleSet
  readonly #decoder: ContentDecoder
  /** The coding these bytes were undone from; `null` for those of the body itself, which are scrubbed as they go out. */
  readonly #from: MemberCoding | null
  readonly #depth: number
  readonly #body: Layer
  readonly #scrubber: Scrubber | null
  #place: Place = 'start'
  /** Bytes that are too few to tell what they are. */
  #head: Uint8Array = NOTHING
  #padding = 0
  #mistakes = 0
  #member: Member | null = null

  constructor(
    needles: NeedleSet,
    decoder: ContentDecoder,
    outer: Layer | null = null,
    from: MemberCoding | null = null,
  ) {
    this.#needles = needles
    this.#decoder = decoder
    this.#from = from
    this.#depth = outer === null ? 0 : outer.#depth + 1
    this.#body = outer === null ? this : outer.#body
    this.#scrubber = outer === null ? null : new Scrubber(needles)
  }

  /** How many of the bytes it got are known to be part of no needle. */
  get decided(): number {
    return this.fed - (this.#scrubber?.held ?? 0)
  }

  /** Whether more of what it got may yet be decoded. */
  get decoding(): boolean {
    return this.#member !== null
  }

  /** Resolves when all that the bytes decode to was searched. */
  async write(chunk: Uint8Array): Promise<void> {
    this.fed += chunk.length
    if (this.#depth > 1 && this.fed > MOST_DECODED + MOST_DECODED_PER_BYTE * this.#body.fed)
      throw unscannable('it is compressed inside, undeclared, and decodes to very much')
    if (this.#scrubber !== null) {
      this.#scrubber.push(chunk)
      this.#refuse()
    }
    let bytes = chunk
    while (bytes.length > 0 && !this.closed) {
      bytes = this.#member === null ? this.#look(bytes) : await this.#decode(this.#member, bytes)
    }
  }

  /** No more bytes will come, or none that go on with those before. */
  end(): void {
    this.#scrubber?.end()
    this.#refuse()
    this.inner?.end()
  }

  /** Frees what it holds, and ends a `write` under way. */
  close(): void {
    this.closed = true
    this.#member?.decoding.close()
    this.inner?.close()
  }

  /** Looks for a member. Returns its first bytes, or none. */
  #look(bytes: Uint8Array): Uint8Array {
    if (this.#place === 'plain') return NOTHING
    let data = this.#head.length === 0 ? bytes : concat([this.#head, bytes])
    this.#head = NOTHING
    if (this.#place === 'between') data = this.#withoutPadding(data)
    if (this.#place === 'after') return this.#find(data)
    if (data.length === 0) return data
    if (mayBeCoded(data)) {
      this.#head = data
      return NOTHING
    }
    const sniffed = sniffCoding(data)
    if (sniffed !== null) return this.#open(sniffed, data)
    if (this.#place === 'start') {
      this.#place = 'plain'
      return NOTHING
    }
    this.#goPast()
    return this.#find(data)
  }

  /** Looks for a member among bytes that are none. */
  #find(data: Uint8Array): Uint8Array {
    const at = findCoding(data)
    if (at === -1) {
      this.#head = data.slice(-3)
      return NOTHING
    }
    const found = data.subarray(at)
    const sniffed = sniffCoding(found)
    if (sniffed === null) return NOTHING
    return this.#open({ ...sniffed, byChance: FOUND_BY_CHANCE }, found)
  }

  #withoutPadding(data: Uint8Array): Uint8Array {
    let start = 0
    while (start < data.length && data[start] === 0) start += 1
    this.#padding += start
    if (this.#padding > LONG_PADDING) this.inner?.end()
    return data.subarray(start)
  }

  #open(sniffed: Sniffed, data: Uint8Array): Uint8Array {
    if (this.#depth === MOST_LAYERS) throw unscannable('it is compressed many times over, undeclared')
    const decoding = this.#decoder.open(sniffed.coding)
    this.#member = { decoding, sniffed, fresh: true }
    this.inner ??= new Layer(this.#needles, this.#decoder, this, sniffed.coding)
    this.inner.#lookAgain()
    return data
  }

  /** What comes next may be coded by itself, and goes on with what came before all the same: members are concatenated. */
  #lookAgain(): void {
    if (this.#place === 'plain') this.#place = 'start'
  }

  async #decode(member: Member, bytes: Uint8Array): Promise<Uint8Array> {
    const inner = this.inner as Layer
    const { decoding, sniffed, fresh } = member
    member.fresh = false
    const written = await decoding.write(bytes, (decoded) => inner.write(decoded))
    if (written.state === 'more') return NOTHING
    decoding.close()
    this.#member = null
    if (written.state === 'ended') {
      this.#place = 'between'
      this.#padding = 0
      return written.rest
    }
    if (decoding.decoded > sniffed.byChance)
      throw unscannable(`it is ${sniffed.coding} inside, undeclared, and damaged`)
    this.#mistakes += 1
    if (this.#mistakes > MOST_MISTAKES + MOST_MISTAKES_PER_BYTE * this.fed)
      throw unscannable('it looks compressed in very many places')
    if (this.#place === 'start') this.#place = 'plain'
    this.#goPast()
    return fresh ? bytes.subarray(1) : bytes
  }

  /** What comes now does not go on with what was decoded. */
  #goPast(): void {
    if (this.#place !== 'plain') this.#place = 'after'
    this.inner?.end()
  }

  #refuse(): void {
    if (this.#scrubber === null || this.#scrubber.redactions === 0) return
    throw unscannable(`it is ${this.#from ?? ''} inside, undeclared, and holds a secret`)
  }
}

export function unscannable(reason: string): VultrinoError {
  return new VultrinoError('unscannable_response', { reason })
}
