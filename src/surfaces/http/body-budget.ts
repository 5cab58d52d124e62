import { VultrinoError } from '../../domain/errors.ts'

/** So much of a body is free, so that small requests are served however many large ones are under way. */
const FREE_BYTES = 16 * 1024
const RETRY_AFTER_SECONDS = 1

/** Memory for the bodies that are held whole, shared by the requests of one process. */
export class BodyBudget {
  readonly #most: number
  #used = 0

  /** `most`: bytes. One body alone may be larger. */
  constructor(most: number) {
    this.#most = most
  }

  share(): BodyShare {
    let held = 0
    return {
      grow: (bytes) => {
        const others = this.#used - held
        if (bytes <= FREE_BYTES) return
        if (others > 0 && others + bytes > this.#most) {
          throw new VultrinoError('too_many_bodies', { retry_after: RETRY_AFTER_SECONDS })
        }
        this.#used = others + bytes
        held = bytes
      },
      release: () => {
        this.#used -= held
        held = 0
      },
    }
  }
}

/** What one request holds of it. */
export interface BodyShare {
  /** To so many bytes in all. Throws `too_many_bodies`. */
  grow(bytes: number): void
  /** May be called more than once. */
  release(): void
}
