import type { JsonValue } from '../../domain/credential.ts'
import { notOurs } from './failures.ts'

type JsonObject = Readonly<Record<string, JsonValue>>

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object in an answer, read field by field: what is missing or of another kind throws `server_unreachable`. */
export class ServerFields {
  readonly #object: JsonObject

  constructor(value: JsonValue | undefined) {
    if (!isObject(value)) throw notOurs('its answer is not the JSON that was expected')
    this.#object = value
  }

  /** `undefined` if it is no object. */
  static maybe(value: JsonValue): ServerFields | undefined {
    return isObject(value) ? new ServerFields(value) : undefined
  }

  text(name: string): string {
    const value = this.#object[name]
    return typeof value === 'string' ? value : missing(name)
  }

  /** Null and nothing are the same. */
  textOrNull(name: string): string | null {
    const value = this.#object[name] ?? null
    return value === null || typeof value === 'string' ? value : missing(name)
  }

  whole(name: string): number {
    return this.wholeOrNull(name) ?? missing(name)
  }

  wholeOrNull(name: string): number | null {
    const value = this.#object[name] ?? null
    return value === null || Number.isFinite(value) ? (value as number | null) : missing(name)
  }

  flag(name: string): boolean {
    const value = this.#object[name] ?? false
    return typeof value === 'boolean' ? value : missing(name)
  }

  texts(name: string): readonly string[] {
    return this.list(name).map((part) => (typeof part === 'string' ? part : missing(name)))
  }

  list(name: string): readonly JsonValue[] {
    const value = this.#object[name]
    return Array.isArray(value) ? (value as readonly JsonValue[]) : missing(name)
  }

  /** One of a closed set. */
  choice<const T extends string>(name: string, choices: readonly T[]): T {
    const text = this.text(name)
    return choices.find((choice) => choice === text) ?? missing(name)
  }

  object(name: string): JsonObject {
    return this.maybeObject(name) ?? missing(name)
  }

  maybeObject(name: string): JsonObject | undefined {
    const value = this.#object[name]
    return isObject(value) ? value : undefined
  }
}

function missing(name: string): never {
  throw notOurs(`its answer has no proper '${name}'`)
}
