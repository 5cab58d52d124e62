import { sharesBits } from './base64-forms.ts'
import type { Form } from './secret-forms.ts'

/**
 * Needles sorted by their bytes, so that those sharing a prefix are neighbours: a search narrows a range of them
 * byte by byte, as it would walk down a trie. Equal needles are kept once, for the owner named first.
 */
export class NeedleTable {
  readonly count: number
  readonly minLength: number
  readonly maxLength: number
  /** All needles, one after the other; needle `i` is `bytes[at[i]] … bytes[at[i + 1] - 1]`. */
  readonly bytes: Uint8Array
  readonly at: Uint32Array
  /** Whose it is: an index into the aliases. */
  readonly owner: Uint32Array
  /** Bits of the base64 or base32 characters just before and after that belong to the secret; see `Form`. */
  readonly leadMask: Uint8Array
  readonly leadBits: Uint8Array
  readonly trailMask: Uint8Array
  readonly trailBits: Uint8Array
  /** Needles that begin with byte `b` are those from `first[b]` up to `first[b + 1]`. */
  readonly first: Uint32Array
  /** By byte: 1 if it may be the base64 or base32 character just before a needle. */
  readonly leads: Uint8Array
  /** By byte: 1 if it occurs in a needle or may stand just before one. */
  readonly alphabet: Uint8Array

  constructor(forms: ReadonlyMap<string, { readonly form: Form; readonly owner: number }>) {
    // The default order of strings is by UTF-16 unit, which here is by byte.
    const sorted = [...forms.keys()].sort()
    const lengths = sorted.map((text) => text.length)
    this.count = sorted.length
    this.minLength = lengths.reduce((a, b) => Math.min(a, b), Infinity)
    this.maxLength = lengths.reduce((a, b) => Math.max(a, b), 0)
    this.bytes = new Uint8Array(lengths.reduce((a, b) => a + b, 0))
    this.at = new Uint32Array(this.count + 1)
    this.owner = new Uint32Array(this.count)
    this.leadMask = new Uint8Array(this.count)
    this.leadBits = new Uint8Array(this.count)
    this.trailMask = new Uint8Array(this.count)
    this.trailBits = new Uint8Array(this.count)
    this.first = new Uint32Array(257)
    this.leads = new Uint8Array(256)
    this.alphabet = new Uint8Array(256)
    sorted.forEach((text, index) => {
      const entry = forms.get(text)
      if (entry !== undefined) this.#write(index, text, entry.form, entry.owner)
    })
    for (let byte = 0; byte < 256; byte += 1) {
      this.first[byte + 1] = (this.first[byte + 1] as number) + (this.first[byte] as number)
    }
  }

  /**
   * The needles that can stand in a field's name (RFC 9110 §5.1: no NUL, as UTF-16 has), their letters in lower case.
   * What they share with the characters around them is forgotten: it is not told by lower case.
   */
  folded(): NeedleTable {
    const forms = new Map<string, { readonly form: Form; readonly owner: number }>()
    for (let index = 0; index < this.count; index += 1) {
      const bytes = this.bytes.subarray(this.at[index], this.at[index + 1])
      if (bytes.includes(0)) continue
      const text = fromLatin1(bytes).replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
      const form = { text, leadMask: 0, leadBits: 0, trailMask: 0, trailBits: 0 }
      if (!forms.has(text)) forms.set(text, { form, owner: this.owner[index] as number })
    }
    return new NeedleTable(forms)
  }

  #write(index: number, text: string, form: Form, owner: number): void {
    let at = this.at[index] as number
    for (let i = 0; i < text.length; i += 1, at += 1) {
      const byte = text.charCodeAt(i)
      this.bytes[at] = byte
      this.alphabet[byte] = 1
    }
    this.at[index + 1] = at
    this.owner[index] = owner
    this.leadMask[index] = form.leadMask
    this.leadBits[index] = form.leadBits
    this.trailMask[index] = form.trailMask
    this.trailBits[index] = form.trailBits
    const next = text.charCodeAt(0) + 1
    this.first[next] = (this.first[next] as number) + 1
    if (form.leadMask !== 0) this.#addLeads(form)
  }

  #addLeads({ leadMask, leadBits }: Form): void {
    for (let byte = 0; byte < 256; byte += 1) {
      if (!sharesBits(byte, leadMask, leadBits)) continue
      this.leads[byte] = 1
      this.alphabet[byte] = 1
    }
  }
}

function fromLatin1(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
