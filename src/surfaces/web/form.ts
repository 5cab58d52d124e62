import { Secret } from '../../domain/secret.ts'

/** The fields of a form, as `application/x-www-form-urlencoded` brings them. */
export class Form {
  readonly #fields: ReadonlyMap<string, readonly string[]>

  constructor(fields: ReadonlyMap<string, readonly string[]>) {
    this.#fields = fields
  }

  /** Without white space around it; empty where it is missing. */
  text(name: string): string {
    return (this.#fields.get(name)?.[0] ?? '').trim()
  }

  /** `null` for an empty one. */
  textOrNull(name: string): string | null {
    const text = this.text(name)
    return text === '' ? null : text
  }

  /** As it was typed. `undefined` for an empty one. */
  secret(name: string): Secret | undefined {
    const text = this.#fields.get(name)?.[0] ?? ''
    return text === '' ? undefined : new Secret(text)
  }

  /** Every value of a name: ticked boxes. */
  all(name: string): readonly string[] {
    return this.#fields.get(name) ?? []
  }

  /** One value per line of a text area, or between commas. */
  list(name: string): readonly string[] {
    return this.text(name)
      .split(/[\n,]/)
      .map((one) => one.trim())
      .filter((one) => one !== '')
  }

  has(name: string): boolean {
    return this.#fields.has(name)
  }
}

export const EMPTY_FORM = new Form(new Map())
