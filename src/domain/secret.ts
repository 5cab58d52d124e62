const REDACTED = '[secret]'

/**
 * A value that can be used but not printed: every rendering (string, JSON, inspection, enumeration) shows
 * a placeholder. `reveal` is the one door, and only the files named in `test/architecture` may open it.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The plaintext. Every call is a place to review. */
  reveal(): string {
    return this.#value
  }

  /** The plaintext's size in UTF-16 units, safe to show (it decides whether scrubbing is possible). */
  get length(): number {
    return this.#value.length
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  get [Symbol.toStringTag](): string {
    return 'Secret'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED
  }
}
