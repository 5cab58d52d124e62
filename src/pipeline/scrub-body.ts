import type { AuditResult } from '../domain/audit-event.ts'
import { asVultrinoError } from '../domain/errors.ts'
import type { NeedleSet } from '../domain/scrub/needle-set.ts'
import { concat } from '../domain/concat.ts'
import type { ContentDecoder } from '../ports/content-decoder.ts'
import { guardCompressed } from './scrub-compressed.ts'
import { mayBeCoded, sniffCoding } from './scrub-sniff.ts'
import type { Armed } from './stages.ts'
import { StreamScrubber } from './stream-scrubber.ts'

/** How a body ended. */
export type BodyEnd = Pick<AuditResult, 'outcome' | 'bytes' | 'redactions' | 'error'>

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined }

/**
 * A body with secrets replaced, chunk by chunk, at its reader's pace. Tells once how it ended: `complete`, `cut`
 * (its reader left), `failed` (it broke off, or could not be searched).
 */
export class ScrubbedBody implements AsyncIterableIterator<Uint8Array> {
  readonly #scrubber: StreamScrubber
  readonly #decoder: ContentDecoder
  readonly #needles: NeedleSet
  readonly #onEnd: (end: BodyEnd) => void
  readonly #origin: AsyncIterator<Uint8Array>
  #source: AsyncIterator<Uint8Array>
  #bytes = 0
  #sniffed: boolean
  /** The first bytes, while they are too few to tell what the body is. */
  #head: Uint8Array = new Uint8Array(0)
  #over = false
  #ended = false

  constructor(
    source: AsyncIterator<Uint8Array>,
    { needles, needlesNow }: Pick<Armed, 'needles' | 'needlesNow'>,
    decoder: ContentDecoder,
    onEnd: (end: BodyEnd) => void,
  ) {
    this.#origin = source
    this.#source = source
    this.#needles = needles
    this.#decoder = decoder
    this.#onEnd = onEnd
    this.#scrubber = new StreamScrubber(needles, needlesNow)
    this.#sniffed = needles.empty
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#over) return DONE
    try {
      for (;;) {
        const next = await this.#source.next()
        if (this.#left) return DONE
        if (next.done === true) return this.#finish()
        const chunk = this.#sniffed ? next.value : this.#sniff(next.value)
        if (chunk === null) continue
        const clean = this.#scrubber.push(chunk)
        if (clean.length === 0) continue
        this.#bytes += clean.length
        return { done: false, value: clean }
      }
    } catch (thrown) {
      this.#over = true
      const { code } = asVultrinoError(thrown)
      this.#end(code === 'cancelled' ? 'cut' : 'failed', code)
      this.#leave()
      throw thrown
    }
  }

  /** Its reader left while something was waited for. */
  get #left(): boolean {
    return this.#over
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#over = true
    this.#end('cut', null)
    this.#leave()
    return Promise.resolve(DONE)
  }

  throw(thrown: unknown): Promise<IteratorResult<Uint8Array, undefined>> {
    void this.return()
    return Promise.reject(asVultrinoError(thrown))
  }

  #finish(): IteratorResult<Uint8Array, undefined> {
    this.#over = true
    const rest = this.#scrubber.end()
    this.#bytes += rest.length
    this.#end('complete', null)
    return rest.length === 0 ? DONE : { done: false, value: rest }
  }

  /** Tells a compressed body by its first bytes, and goes on with what guards it; `null` then, else the chunk. */
  #sniff(chunk: Uint8Array): Uint8Array | null {
    const head = this.#head.length === 0 ? chunk : concat([this.#head, chunk])
    if (chunk.length === 0) return chunk
    if (mayBeCoded(head)) {
      // Not waited for: so few bytes tell nobody anything.
      this.#head = head
      return chunk
    }
    this.#sniffed = true
    if (sniffCoding(head) === null) return chunk
    this.#source = guardCompressed(this.#head, prepended(chunk, this.#source), this.#decoder, this.#needles)
    return null
  }

  #end(outcome: BodyEnd['outcome'], error: BodyEnd['error']): void {
    if (this.#ended) return
    this.#ended = true
    this.#onEnd({ outcome, error, bytes: this.#bytes, redactions: this.#scrubber.redactions })
  }

  /** Ends the exchange. Not waited for: a generator in between would answer only when its next bytes come. */
  #leave(): void {
    for (const iterator of [this.#origin, this.#source]) endExchange(iterator)
  }
}

/** Ends the exchange that a body comes from, whether it was read from or not. */
export function endExchange(source: AsyncIterator<Uint8Array>): void {
  void source.return?.().catch(() => undefined)
}

/** A body that goes on after bytes already read from it. */
export function prepended(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncIterableIterator<Uint8Array> {
  let first: Uint8Array | null = head
  const iterator: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => {
      if (first === null) return rest.next()
      const value = first
      first = null
      return Promise.resolve({ done: false, value })
    },
    return: () => rest.return?.() ?? Promise.resolve(DONE),
  }
  return iterator
}
