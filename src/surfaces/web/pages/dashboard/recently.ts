/** What took long to find out is good for longer: it may keep this machine busy for a twentieth of the time, not more. */
const SHARE = 20

/** What was asked for lately, so that pages need not wait for what is slow to find out. */
export class Recently<T> {
  #known: { readonly value: T; readonly until: number } | undefined
  #underWay: Promise<T> | undefined
  readonly #ask: () => Promise<T>
  readonly #now: () => number
  readonly #freshMs: number

  constructor({ ask, now, freshMs }: { ask: () => Promise<T>; now: () => number; freshMs: number }) {
    this.#ask = ask
    this.#now = now
    this.#freshMs = freshMs
  }

  /** What is known, however old; asks anew where it is old, and waits for that only where nothing is known. Throws as `ask`. */
  async value(): Promise<T> {
    const known = this.#known
    if (known !== undefined && this.#now() < known.until) return known.value
    const asked = this.#refresh()
    if (known === undefined) return asked
    // Somebody else's answer meanwhile; the error, if it is one, comes again once nothing is known.
    asked.catch(() => undefined)
    return known.value
  }

  #refresh(): Promise<T> {
    if (this.#underWay !== undefined) return this.#underWay
    const began = this.#now()
    this.#underWay = this.#ask()
      .then((value) => {
        const ended = this.#now()
        this.#known = { value, until: ended + Math.max(this.#freshMs, (ended - began) * SHARE) }
        return value
      })
      .finally(() => {
        this.#underWay = undefined
      })
    return this.#underWay
  }
}
