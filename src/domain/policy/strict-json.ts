import { fold } from './fold.ts'

/** JSON as it was read: objects as maps, numbers that no two programs read differently. */
export type Json = string | number | boolean | null | readonly Json[] | ReadonlyMap<string, Json>

const DEEPEST = 100
const SPACE = /[ \t\n\r]*/y
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORDS: Readonly<Record<string, Json>> = { t: true, f: false, n: null }
const SPELLED: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' }

class Unreadable extends Error {}

/**
 * Reads JSON (RFC 8259) that every program reads alike: UTF-8 without a mark, no name twice in an object (nor twice
 * but for letter case), no NUL in a text, no number that a double does not hold. `undefined`: it is not that.
 */
export function readStrictJson(bytes: Uint8Array): Json | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const reader = new Reader(text)
    return reader.whole()
  } catch (error) {
    if (error instanceof Unreadable || error instanceof TypeError) return undefined
    throw error
  }
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): Json {
    const value = this.#value(0)
    if (this.#at !== this.#text.length) throw new Unreadable()
    return value
  }

  #value(depth: number): Json {
    if (depth > DEEPEST) throw new Unreadable()
    this.#take(SPACE)
    const char = this.#text[this.#at] ?? ''
    const value =
      char === '{'
        ? this.#object(depth)
        : char === '['
          ? this.#array(depth)
          : char === '"'
            ? this.#string()
            : this.#scalar(char)
    this.#take(SPACE)
    return value
  }

  #object(depth: number): Json {
    const found = new Map<string, Json>()
    const folded = new Set<string>()
    this.#at++
    this.#take(SPACE)
    if (this.#ends('}')) return found
    do {
      this.#take(SPACE)
      const name = this.#string()
      const lower = fold(name)
      if (folded.has(lower)) throw new Unreadable()
      folded.add(lower)
      this.#take(SPACE)
      this.#expect(':')
      found.set(name, this.#value(depth + 1))
    } while (this.#ends(','))
    this.#expect('}')
    return found
  }

  #array(depth: number): Json {
    const found: Json[] = []
    this.#at++
    this.#take(SPACE)
    if (this.#ends(']')) return found
    do found.push(this.#value(depth + 1))
    while (this.#ends(','))
    this.#expect(']')
    return found
  }

  #string(): string {
    const text = this.#take(STRING)
    if (text === '') throw new Unreadable()
    const value = JSON.parse(text) as string
    // Half a pair (RFC 8259 §8.2), or what ends a text in C: each program makes something else of it.
    if (!value.isWellFormed() || value.includes('\0')) throw new Unreadable()
    return value
  }

  #scalar(char: string): Json {
    const word = SPELLED[char]
    if (word !== undefined) {
      for (const letter of word) this.#expect(letter)
      return WORDS[char] ?? null
    }
    const text = this.#take(NUMBER)
    const value = Number(text)
    const exact = Math.abs(value) <= Number.MAX_SAFE_INTEGER && text.length <= 24
    if (text === '' || !exact) throw new Unreadable()
    return value
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [found = ''] = pattern.exec(this.#text) ?? []
    this.#at += found.length
    return found
  }

  #ends(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #expect(char: string): void {
    if (!this.#ends(char)) throw new Unreadable()
  }
}
