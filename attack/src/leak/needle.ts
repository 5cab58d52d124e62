/** A secret to look for. */
export interface Needle {
  readonly name: string
  readonly secret: string
}

/** This many bytes in a row of a secret count as the secret. */
export const PARTIAL_BYTES = 12
/** Any run of `PARTIAL_BYTES` holds one of the grams of this size that begin at its multiples. */
const GRAM = 6
/** Shorter secrets have to be whole. */
const LEAST_FOR_PARTIAL = 24
const TABLE = 1 << 18

interface Spelling {
  readonly name: string
  readonly how: string
  readonly bytes: Buffer
  /** How many bytes in a row are a find. */
  readonly least: number
}

interface Gram {
  readonly spelling: Spelling
  readonly at: number
}

/** Finds any of many secrets in one pass over some bytes: whole, or a part of each. */
export class NeedleIndex {
  readonly #grams = new Map<number, Gram[]>()
  /** Whether a gram begins with some three bytes: most places are done with after one look. */
  readonly #maybe = new Uint8Array(TABLE)
  readonly #whole: boolean
  readonly #folded: readonly { readonly name: string; readonly bytes: Buffer }[]

  /** `whole`: parts do not count. */
  constructor(needles: readonly Needle[], whole = false) {
    this.#whole = whole
    for (const { name, secret } of needles) {
      const utf8 = Buffer.from(secret)
      const latin1 = Buffer.from(secret, 'latin1')
      this.#add(name, 'as it is', utf8)
      this.#add(name, 'backwards', Buffer.from(Array.from(secret).reverse().join('')))
      if (!latin1.equals(utf8)) this.#add(name, 'as Latin-1', latin1)
    }
    this.#folded = needles.flatMap(({ name, secret }) => {
      const folded = secret.toLowerCase()
      return secret.length >= 16 && folded !== secret ? [{ name, bytes: Buffer.from(folded) }] : []
    })
  }

  #add(name: string, how: string, bytes: Buffer): void {
    const whole = this.#whole || bytes.length < LEAST_FOR_PARTIAL
    const spelling = { name, how, bytes, least: whole ? bytes.length : PARTIAL_BYTES }
    // Of what has to be whole one gram is enough.
    const last = whole ? 0 : bytes.length - GRAM
    for (let at = 0; at <= last; at += GRAM) {
      const key = bytes.readUInt32LE(at)
      this.#grams.set(key, [...(this.#grams.get(key) ?? []), { spelling, at }])
      this.#maybe[key & (TABLE - 1)] = 1
    }
  }

  /** Adds to `found`, by name, how each secret that was not known yet stands in these very bytes. */
  look(bytes: Buffer, found: Map<string, string>, path: readonly string[]): void {
    const maybe = this.#maybe
    const end = bytes.length - 4
    for (let at = 0; at <= end; at += 1) {
      const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16)
      if (maybe[low & (TABLE - 1)] === 0) continue
      for (const gram of this.#grams.get(bytes.readUInt32LE(at)) ?? [])
        this.#check(bytes, at, gram, found, path)
    }
    if (bytes.length < 16 || this.#folded.every(({ name }) => found.has(name))) return
    const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1')
    if (lower.length > MOST_FOLDED) return
    for (const { name, bytes: folded } of this.#folded) {
      if (!found.has(name) && lower.includes(folded))
        found.set(name, [...path, 'in another case'].join(' › '))
    }
  }

  #check(
    bytes: Buffer,
    place: number,
    { spelling, at }: Gram,
    found: Map<string, string>,
    path: readonly string[],
  ): void {
    const { name, how, bytes: whole, least } = spelling
    if (found.has(name)) return
    let from = 0
    while (from < at && place - from > 0 && bytes[place - from - 1] === whole[at - from - 1]) from += 1
    let to = 0
    while (at + to < whole.length && bytes[place + to] === whole[at + to]) to += 1
    if (from + to < least) return
    const part = from + to === whole.length ? '' : `, ${String(from + to)} bytes of it`
    found.set(name, [...path, how + part].join(' › '))
  }
}

/** Above this size nothing is looked for in another case. */
const MOST_FOLDED = 1024 * 1024
