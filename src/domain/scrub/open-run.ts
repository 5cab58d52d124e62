import { concat } from '../concat.ts'
import { OPENS } from './escape-tables.ts'
import { foldsAt, RUN_LENGTH } from './special-bytes.ts'

const LF = 10
const CR = 13
const EQUALS = 0x3d
const LEFT_BRACE = 0x7b
const RIGHT_BRACE = 0x7d
/** What tokens, and escapes of anything, are made of. */
const TOKEN = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=.~%&\\#;')
/** Bytes between the braces of an escape, `\u{41}`, even if some of them are escapes themselves. */
const LONGEST_IN_BRACES = 64
/** Bytes that must be known of what stood before a byte to tell whether a run goes on with it. */
const CONTEXT = LONGEST_IN_BRACES + RUN_LENGTH + 4

function tableOf(bytes: string): Readonly<Uint8Array> {
  const table = new Uint8Array(256)
  for (let i = 0; i < bytes.length; i += 1) table[bytes.charCodeAt(i)] = 1
  return table
}

/**
 * Measures the run of bytes at the end of a stream that might be part of some secret, for all that is known without
 * knowing one: token characters and escapes, and line breaks inside base64 and quoted-printable text.
 *
 * A caller may know what a target sends, because it is what the caller sent there. Were only those bytes held back that
 * begin one of our secrets, then to see them held back would tell that they do: one guessed character after the other.
 * So what is held back must not depend on the secrets.
 */
export class OpenRun {
  /** Bytes it has so far; at most `most`. */
  length = 0
  readonly #joins: Uint8Array
  readonly #most: number
  /** The last bytes of the stream. */
  #recent: Uint8Array = new Uint8Array(0)

  /** `alphabet`: by byte, 1 for those that needles are made of. `most`: the start of a longer run does not count. */
  constructor(alphabet: Readonly<Uint8Array>, most: number) {
    this.#joins = TOKEN.map((token, byte) => token | (alphabet[byte] as number))
    this.#most = most
  }

  push(chunk: Uint8Array): void {
    const joins = this.#joins
    const first = Math.max(0, chunk.length - this.#most)
    // Most chunks end as they are looked at: with a byte of no run.
    let at = chunk.length
    while (at > first && joins[chunk[at - 1] as number] === 1) at -= 1
    if (at > first && mayJoin(chunk[at - 1] as number)) at = this.#walk(chunk, at, first)
    const length = at === 0 ? this.length + chunk.length : chunk.length - at
    this.length = Math.min(length, this.#most)
    this.#recent =
      chunk.length >= CONTEXT
        ? new Uint8Array(chunk.subarray(-CONTEXT))
        : concat([this.#recent, chunk]).slice(-CONTEXT)
  }

  /** Where the run begins that reaches to `at` in the chunk; before `first` it is not looked for. */
  #walk(chunk: Uint8Array, end: number, first: number): number {
    const from = Math.max(0, first - CONTEXT)
    const data = from === 0 ? concat([this.#recent, chunk.subarray(0, end)]) : chunk.subarray(from, end)
    const shift = from === 0 ? this.#recent.length : -from
    let at = end + shift
    while (at > first + shift) {
      const next = this.#before(data, at)
      if (next === at) break
      at = next
    }
    return Math.max(0, at - shift)
  }

  /** One step back from `at`; the same place if the run begins there. */
  #before(data: Uint8Array, at: number): number {
    const byte = data[at - 1] as number
    const joins = (place: number): boolean => place >= 0 && this.#joins[data[place] as number] === 1
    if (joins(at - 1)) return at - 1
    if (byte === LEFT_BRACE) {
      return data[at - 2] === LEFT_BRACE || this.#before(data, at - 1) === at - 1 ? at : at - 1
    }
    if (byte === RIGHT_BRACE) return this.#opens(data, at - 1) ? at - 1 : at
    if (byte !== LF && byte !== CR) return at
    const line = byte === LF && data[at - 2] === CR ? at - 2 : at - 1
    return data[line - 1] === EQUALS || foldsAt(data, line, 0) ? line : at
  }

  /** Whether the brace that is closed at `at` stands not far before, or an escape that may stand for it. */
  #opens(data: Uint8Array, at: number): boolean {
    for (let open = at; at - open < LONGEST_IN_BRACES;) {
      const byte = data[open - 1] as number
      if (byte === LEFT_BRACE || OPENS[byte] === 1) return true
      const next = byte === RIGHT_BRACE ? open : this.#before(data, open)
      if (next === open) return false
      open = next
    }
    return false
  }
}

const mayJoin = (byte: number): boolean =>
  byte === LF || byte === CR || byte === LEFT_BRACE || byte === RIGHT_BRACE
