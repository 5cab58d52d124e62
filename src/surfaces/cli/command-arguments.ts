import { VultrinoError } from '../../domain/errors.ts'

/** What was typed after a command's name, typed at last. Options are named in camel case, as commander does. */
export class CommandArguments {
  readonly #positional: readonly string[]
  readonly #options: Readonly<Record<string, unknown>>

  constructor(positional: readonly string[], options: Readonly<Record<string, unknown>>) {
    this.#positional = positional
    this.#options = options
  }

  /** All positional arguments. */
  get all(): readonly string[] {
    return this.#positional
  }

  /** The one at `index`. Throws `invalid_arguments` naming `what` if it was not given. */
  required(index: number, what: string): string {
    const value = this.#positional[index]
    if (value === undefined) throw new VultrinoError('invalid_arguments', { reason: `missing ${what}` })
    return value
  }

  flag(name: string): boolean {
    return this.#options[name] === true
  }

  text(name: string): string | undefined {
    const value = this.#options[name]
    return typeof value === 'string' ? value : undefined
  }

  list(name: string): readonly string[] {
    const value = this.#options[name]
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  }

  /** A whole number from `min` to `max`. Throws `invalid_arguments`. */
  whole(name: string, min: number, max: number): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
    if (value >= min && value <= max) return value
    throw new VultrinoError('invalid_arguments', {
      reason: `--${name} takes a whole number from ${min} to ${max}`,
    })
  }
}
