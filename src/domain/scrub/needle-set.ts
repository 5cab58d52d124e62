import { SCRUBBABLE_BYTES } from '../credential.ts'
import type { Secret } from '../secret.ts'
import { NeedleTable } from './needle-table.ts'
import { Scan } from './scan.ts'
import { Scrubber } from './scrubber.ts'
import { type Form, formsOf } from './secret-forms.ts'

/** A secret and the credential it belongs to. */
export interface NeedleEntry {
  readonly alias: string
  readonly secret: Secret
}

/** Counts replacements. */
export interface Tally {
  redactions: number
}

const utf8 = new TextEncoder()
const fromUtf8 = new TextDecoder()
const MOST_NAMES = 100
const NO_BYTES = new Uint8Array(256)
/** No needle goes across it; it cannot stand in a header. */
const SEPARATOR = '\0'

/**
 * The secrets that must not come back from a target, made ready to be searched for: their usual spellings
 * (`formsOf`), each of its characters as itself or as an escape (`EscapeReader`). Secrets under `SCRUBBABLE_BYTES`
 * are left out.
 */
export class NeedleSet {
  static readonly EMPTY: NeedleSet = new NeedleSet([], null, null)

  /** Needles that are looked for in what is left once those of this set were replaced. */
  readonly after: NeedleSet | null
  /** How many literal needles are searched for: what a set costs in memory. */
  readonly size: number
  /** Bytes of the longest needle. */
  readonly longest: number
  /** `null` where there is nothing to search for. */
  readonly scan: Scan | null
  /** What a secret is replaced with, by owner. */
  readonly markers: readonly Uint8Array[]
  readonly #table: NeedleTable | null
  #scratch: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  /** For names; made when the first one comes that is long enough to hold a needle. */
  #folded: Scan | undefined
  /** Names that were long enough and hold none: a target sends the same ones again and again. */
  readonly #cleanNames = new Set<string>()

  private constructor(markers: readonly Uint8Array[], table: NeedleTable | null, after: NeedleSet | null) {
    this.after = after
    this.markers = markers
    this.#table = table
    this.scan = table === null ? null : new Scan(table)
    this.size = (table?.count ?? 0) + (after?.size ?? 0)
    this.longest = table?.maxLength ?? 0
  }

  /**
   * A secret that two entries share is replaced under the alias of the first. `after`: secrets that callers gave. They
   * come second, so that nobody can give a guess as a secret, and learn from what is replaced whether it reaches into
   * a secret of the owner's.
   */
  static compile(entries: readonly NeedleEntry[], after: readonly NeedleEntry[] = []): NeedleSet {
    const second = after.length === 0 ? null : NeedleSet.compile(after)
    const next = second?.empty === true ? null : second
    const aliases: string[] = []
    const forms = new Map<string, { form: Form; owner: number }>()
    for (const { alias, secret } of entries) {
      const value = secret.reveal()
      if (utf8.encode(value).length < SCRUBBABLE_BYTES) continue
      const owner = aliases.push(alias) - 1
      for (const form of formsOf(value)) if (!forms.has(form.text)) forms.set(form.text, { form, owner })
    }
    if (forms.size === 0) return next ?? NeedleSet.EMPTY
    const markers = aliases.map((alias) => utf8.encode(`[vultrino:${alias}]`))
    return new NeedleSet(markers, new NeedleTable(forms), next)
  }

  /** By byte: 1 if some needle holds it. */
  get alphabet(): Readonly<Uint8Array> {
    return this.#table?.alphabet ?? NO_BYTES
  }

  get empty(): boolean {
    return this.scan === null
  }

  /** Whether any of some short texts (header names and values) may hold a needle. May say yes where none is. */
  occursIn(texts: readonly string[]): boolean {
    if (this.scan === null || texts.length === 0) return false
    let text = ''
    // Faster than `join`.
    for (const part of texts) text += part + SEPARATOR
    if (this.#scratch.length < text.length) this.#scratch = new Uint8Array(text.length * 2)
    const { read, written } = utf8.encodeInto(text, this.#scratch)
    // Not ASCII: bytes and characters differ, which `scrubText` knows how to treat.
    if (written !== text.length || read !== text.length) return true
    this.scan.run(this.#scratch.subarray(0, written), true, 0)
    return this.scan.starts.length > 0 || (this.after?.occursIn(texts) ?? false)
  }

  /** Whether a field's name holds a needle in whatever letter case: HTTP/2 and many servers write names in lower case. */
  occursInName(name: string): boolean {
    return this.#isNamed(name) || (this.after?.occursInName(name) ?? false)
  }

  #isNamed(name: string): boolean {
    const table = this.#table
    if (table === null || name.length < table.minLength || this.#cleanNames.has(name)) return false
    this.#folded ??= new Scan(table.folded())
    this.#folded.run(utf8.encode(folded(name)), true, 0)
    if (this.#folded.starts.length > 0) return true
    if (this.#cleanNames.size >= MOST_NAMES) this.#cleanNames.clear()
    this.#cleanNames.add(name)
    return false
  }

  /**
   * A text with every needle replaced. Characters up to U+00FF stand for one byte each, as in header values that
   * `node:http` and undici give; a text with others is taken as UTF-8.
   */
  scrubText(text: string, tally?: Tally): string {
    if (this.scan === null) return text
    const bytes = latin1(text)
    const found = bytes === null ? null : this.#scrubbed(bytes, tally)
    if (found !== null) return binary(found)
    // A secret beyond ASCII stands in a Latin-1 text as its characters or as its UTF-8, and both were looked for.
    if (bytes !== null) return text
    const encoded = this.#scrubbed(utf8.encode(text), tally)
    return encoded === null ? text : fromUtf8.decode(encoded)
  }

  /** `null` where nothing was found. */
  #scrubbed(bytes: Uint8Array, tally?: Tally): Uint8Array | null {
    const scrubber = new Scrubber(this)
    const clean = scrubber.whole(bytes)
    if (tally !== undefined) tally.redactions += scrubber.redactions
    return clean === bytes ? null : clean
  }
}

/** A text in lower case, the letters that are percent-encoded in it too. */
function folded(text: string): string {
  const plain = text.replace(/%[4-5][0-9A-Fa-f]/g, (escape) => {
    const char = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return /[A-Z]/.test(char) ? char : escape
  })
  return plain.toLowerCase()
}

/** One byte per UTF-16 unit, or `null` if some do not fit. */
function latin1(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    if (unit > 255) return null
    bytes[i] = unit
  }
  return bytes
}

function binary(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
