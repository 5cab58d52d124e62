import { VultrinoError } from '../../domain/errors.ts'

/** So much of a body is free, so that small requests are served however many large ones are under way. */
const FREE_BYTES = 16 * 1024
const RETRY_AFTER_SECONDS = 1

/** Memory for the bodies that are held whole, shared by the requests of one process; no caller may have more than half. */
export class BodyBudget {
  readonly #most: number
  #used = 0
  readonly #byCaller = new Map<string, number>()

  /** `most`: bytes. One body alone may be larger. */
  constructor(most: number) {
    this.#most = most
  }

  /** `caller`: whose body it is, by any name that is theirs alone. */
  share(caller: string): BodyShare {
    let held = 0
    return {
      grow: (bytes) => {
        if (bytes <= FREE_BYTES) return
        const own = this.#of(caller) - held
        const others = this.#used - held
        if (exceeds(own, bytes, this.#most / 2) || exceeds(others, bytes, this.#most)) {
          throw new VultrinoError('too_many_bodies', { retry_after: RETRY_AFTER_SECONDS })
        }
        this.#change(caller, bytes - held)
        held = bytes
      },
      release: () => {
        this.#change(caller, -held)
        held = 0
      },
    }
  }

  #of(caller: string): number {
    return this.#byCaller.get(caller) ?? 0
  }

  #change(caller: string, bytes: number): void {
    this.#used += bytes
    const own = this.#of(caller) + bytes
    if (own === 0) this.#byCaller.delete(caller)
    else this.#byCaller.set(caller, own)
  }
}

const exceeds = (others: number, bytes: number, most: number): boolean => others > 0 && others + bytes > most

/** What one request holds of it. */
export interface BodyShare {
  /** To so many bytes in all. Throws `too_many_bodies`. */
  grow(bytes: number): void
  /** May be called more than once. */
  release(): void
}
