import type { JsonValue } from '../../domain/credential.ts'
import { VultrinoError } from '../../domain/errors.ts'

const DEEPEST = 32
/** Objects, lists, and what stands in them. Nothing that is asked of us has as many, and each costs time to look at. */
const MOST_PARTS = 16_384
/** Perhaps half of a surrogate pair, written as an escape: the one way to bring in text that has no UTF-8 form. */
const SURROGATE = /\\ud[89a-f]/i

const refusal = (reason: string): VultrinoError => new VultrinoError('invalid_request', { reason })
const notJson = (): VultrinoError => refusal('the body is not JSON')

/**
 * Reads JSON (RFC 8259) in the one way it can be read: UTF-8 without a byte order mark, no name twice in an object,
 * no `__proto__`, no half surrogates, no number that only infinity would be, at most 32 levels and 16,384 parts. Throws `invalid_request`, which quotes
 * nothing.
 */
export function parseJson(bytes: Uint8Array): JsonValue {
  let text: string
  let value: JsonValue
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw refusal('the body is not UTF-8')
  }
  // First: what is nothing but brackets and commas takes long to parse.
  checkStructure(text)
  try {
    value = JSON.parse(text) as JsonValue
  } catch {
    // Its message quotes the text.
    throw notJson()
  }
  checkValues(value, SURROGATE.test(text))
  return value
}

/** Walks over text that may be JSON; of what is not, it finds out less. */
function checkStructure(text: string): void {
  let parts = 0
  /** Names seen in each object that is open; `null` for an array. */
  const open: (Set<string> | null)[] = []
  let naming = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (naming && names instanceof Set) note(names, text.slice(at, end + 1))
      naming = false
      at = end
    } else if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null)
      naming = char === '{'
      parts++
      if (open.length > DEEPEST) throw refusal(`the body is nested more than ${DEEPEST} levels deep`)
    } else if (char === '}' || char === ']') {
      open.pop()
      naming = false
    } else if (char === ',') {
      naming = open.at(-1) instanceof Set
      parts++
    }
    if (parts > MOST_PARTS) throw refusal(`the body has more than ${MOST_PARTS} parts`)
  }
}

function note(names: Set<string>, token: string): void {
  const name = token.includes('\\') ? unescaped(token) : token.slice(1, -1)
  if (name === '__proto__') throw refusal('the body has a field named __proto__')
  if (names.has(name)) throw refusal('the body has a field twice in one object')
  names.add(name)
}

function unescaped(token: string): string {
  try {
    return JSON.parse(token) as string
  } catch {
    throw notJson()
  }
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    if (end === -1) throw notJson()
    let slash = end - 1
    while (text[slash] === '\\') slash--
    // An even number of backslashes escape each other.
    if ((end - slash) % 2 === 1) return end
  }
}

function checkValues(value: JsonValue, surrogates: boolean): void {
  if (typeof value === 'string') {
    if (surrogates && !value.isWellFormed()) {
      throw refusal('the body holds half of a surrogate pair, which is no character')
    }
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refusal('the body holds a number that is too large')
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value as Readonly<Record<string, JsonValue>>)) {
      checkValues(name, surrogates)
      checkValues(part, surrogates)
    }
  }
}
