import { concat } from '../domain/concat.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { NeedleSet } from '../domain/scrub/needle-set.ts'
import { Scrubber } from '../domain/scrub/scrubber.ts'

/** So often what must not come back may change while one body is under way; each time costs every later byte as much again. */
const MOST_CHANGES = 8

/**
 * The scrubber of a body that may be under way for long: what comes after a credential was added or got another secret is
 * searched for that too, and still for what was searched before.
 */
export class StreamScrubber {
  readonly #current: () => NeedleSet
  readonly #scrubbers: Scrubber[]
  #latest: NeedleSet

  /** `current`: what must not come back, as it is now. */
  constructor(needles: NeedleSet, current: () => NeedleSet) {
    this.#current = current
    this.#latest = needles
    this.#scrubbers = [new Scrubber(needles)]
  }

  /** How many markers were written. */
  get redactions(): number {
    return this.#scrubbers.reduce((sum, { redactions }) => sum + redactions, 0)
  }

  /** What of the stream so far may go out. Throws `unscannable_response`, and what `current` throws. */
  push(chunk: Uint8Array): Uint8Array {
    const current = this.#current()
    if (current !== this.#latest) this.#add(current)
    let clean = chunk
    for (const scrubber of this.#scrubbers) clean = scrubber.push(clean)
    return clean
  }

  /** The rest, once no more will come. */
  end(): Uint8Array {
    let rest: Uint8Array = new Uint8Array(0)
    for (const scrubber of this.#scrubbers) rest = concat([scrubber.push(rest), scrubber.end()])
    return rest
  }

  #add(needles: NeedleSet): void {
    if (this.#scrubbers.length > MOST_CHANGES) {
      const reason = 'credentials of its target changed too often while it was under way'
      throw new VultrinoError('unscannable_response', { reason })
    }
    this.#latest = needles
    this.#scrubbers.push(new Scrubber(needles))
  }
}
