import type { PlainField } from '../../upstreams/observer.ts'
import { undoHuffman } from './huffman.ts'

/** RFC 7541 Appendix A: names, with the values that stand there. */
const STATIC: readonly PlainField[] = [
  [':authority', ''], [':method', 'GET'], [':method', 'POST'], [':path', '/'], [':path', '/index.html'], [':scheme', 'http'],
  [':scheme', 'https'], [':status', '200'], [':status', '204'], [':status', '206'], [':status', '304'], [':status', '400'],
  [':status', '404'], [':status', '500'], ['accept-charset', ''], ['accept-encoding', 'gzip, deflate'], ['accept-language', ''],
  ['accept-ranges', ''], ['accept', ''], ['access-control-allow-origin', ''], ['age', ''], ['allow', ''], ['authorization', ''],
  ['cache-control', ''], ['content-disposition', ''], ['content-encoding', ''], ['content-language', ''], ['content-length', ''],
  ['content-location', ''], ['content-range', ''], ['content-type', ''], ['cookie', ''], ['date', ''], ['etag', ''], ['expect', ''],
  ['expires', ''], ['from', ''], ['host', ''], ['if-match', ''], ['if-modified-since', ''], ['if-none-match', ''], ['if-range', ''],
  ['if-unmodified-since', ''], ['last-modified', ''], ['link', ''], ['location', ''], ['max-forwards', ''], ['proxy-authenticate', ''],
  ['proxy-authorization', ''], ['range', ''], ['referer', ''], ['refresh', ''], ['retry-after', ''], ['server', ''], ['set-cookie', ''],
  ['strict-transport-security', ''], ['transfer-encoding', ''], ['user-agent', ''], ['vary', ''], ['via', ''], ['www-authenticate', ''],
] // prettier-ignore
const ENTRY_OVERHEAD = 32
const TABLE_SIZE = 4096

/** Writes fields as literals without indexing and without Huffman codes (RFC 7541 §6.2.2), as they are spelled. */
export function literals(fields: readonly PlainField[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([name, value]) => [Buffer.from([0]), text(Buffer.from(name, 'latin1')), text(Buffer.from(value, 'latin1'))]),
  )
} // prettier-ignore

const text = (bytes: Buffer): Buffer => Buffer.concat([integer(bytes.length, 7), bytes])

function integer(value: number, bits: number): Buffer {
  const most = 2 ** bits - 1
  if (value < most) return Buffer.from([value])
  const bytes = [most]
  let left = value - most
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return Buffer.from([...bytes, left])
}

/** Reads blocks of fields of one connection, in their order (RFC 7541 §3). Throws on what cannot be read. */
export class FieldReader {
  #dynamic: PlainField[] = []
  #most = TABLE_SIZE

  read(block: Buffer): PlainField[] {
    const fields: PlainField[] = []
    let at = 0
    const number = (bits: number): number => {
      let value = byte(block, at) & (2 ** bits - 1)
      at += 1
      if (value < 2 ** bits - 1) return value
      for (let shift = 0; ; shift += 7) {
        const next = byte(block, at)
        at += 1
        value += (next & 127) * 2 ** shift
        if (next < 128) return value
      }
    }
    const string = (): string => {
      const huffman = (byte(block, at) & 128) !== 0
      const size = number(7)
      const bytes = block.subarray(at, at + size)
      at += size
      return (huffman ? undoHuffman(bytes) : bytes).toString('latin1')
    }
    while (at < block.length) {
      const first = byte(block, at)
      if (first >= 128) fields.push(this.#entry(number(7)))
      else if (first >= 32 && first < 64) this.#resize(number(5))
      else {
        const index = number(first >= 64 ? 6 : 4)
        const field = [index === 0 ? string() : this.#entry(index)[0], string()] as const
        fields.push(field)
        if (first >= 64) this.#add(field)
      }
    }
    return fields
  }

  #entry(index: number): PlainField {
    const entry = index <= STATIC.length ? STATIC[index - 1] : this.#dynamic[index - STATIC.length - 1]
    if (entry === undefined) throw new Error('no such entry in the table of fields')
    return entry
  }

  #add(field: PlainField): void {
    this.#dynamic.unshift(field)
    this.#resize(this.#most)
  }

  #resize(most: number): void {
    this.#most = most
    const size = (): number =>
      this.#dynamic.reduce((sum, [name, value]) => sum + name.length + value.length + ENTRY_OVERHEAD, 0)
    while (size() > most) this.#dynamic.pop()
  }
}

function byte(block: Buffer, at: number): number {
  const value = block[at]
  if (value === undefined) throw new Error('a block of fields that is cut off')
  return value
}
