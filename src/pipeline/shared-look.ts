/**
 * Looks that many ask for at once: one at a time, and whoever asks while one is under way shares the next, which
 * begins after they asked. So it sees what was there when they asked, and a flood of them costs no more than one.
 */
export class SharedLook {
  readonly #look: () => Promise<void>
  #now: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(look: () => Promise<void>) {
    this.#look = look
  }

  /** Settles as the look does. */
  take(): Promise<void> {
    if (this.#now === undefined) return this.#begin()
    this.#next ??= this.#now
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.#begin()
      })
    return this.#next
  }

  #begin(): Promise<void> {
    const look = this.#look().finally(() => {
      if (this.#now === look) this.#now = undefined
    })
    this.#now = look
    return look
  }
}
