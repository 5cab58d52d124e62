/** An IP address as its 4 or 16 bytes. */
export type IpBytes = readonly number[]

/** A block of addresses: those whose first `prefix` bits are those of `bytes`. */
export interface Cidr {
  readonly bytes: IpBytes
  readonly prefix: number
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,2})$/
const GROUP = /^[0-9a-f]{1,4}$/i

/**
 * Reads dotted-decimal IPv4 or RFC 4291 IPv6, no zone, no brackets. Other spellings that some resolvers take
 * (octal, hexadecimal, fewer than four parts) are not addresses here: `undefined`.
 */
export function parseIp(text: string): IpBytes | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/** Reads `address/prefix`, or a lone address as a block of one. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', length, ...more] = text.split('/')
  const bytes = parseIp(address)
  if (bytes === undefined || more.length > 0) return undefined
  const bits = bytes.length * 8
  if (length === undefined) return { bytes, prefix: bits }
  if (!DECIMAL.test(length) || Number(length) > bits) return undefined
  return { bytes, prefix: Number(length) }
}

export function contains(block: Cidr, address: IpBytes): boolean {
  if (block.bytes.length !== address.length) return false
  for (let bit = 0; bit < block.prefix; bit += 8) {
    const left = block.prefix - bit
    const mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff
    const byte = bit / 8
    if (((block.bytes[byte] ?? 0) & mask) !== ((address[byte] ?? 0) & mask)) return false
  }
  return true
}

function parseIpv4(text: string): IpBytes | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => DECIMAL.test(part))) return undefined
  const bytes = parts.map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

function parseIpv6(text: string): IpBytes | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = [halves[0] ?? '', halves[1]]
  const before = groups(head, tail === undefined)
  const after = tail === undefined ? [] : groups(tail, true)
  if (before === undefined || after === undefined) return undefined
  const missing = 16 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined
  return [...before, ...new Array<number>(missing).fill(0), ...after]
}

/** Bytes of colon-separated groups; the very last one of an address may be dotted decimal (RFC 4291 §2.2). */
function groups(text: string, last: boolean): number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes('.')) {
      const dotted = parseIpv4(part)
      if (dotted === undefined) return undefined
      bytes.push(...dotted)
    } else {
      if (!GROUP.test(part)) return undefined
      const value = Number.parseInt(part, 16)
      bytes.push(value >> 8, value & 0xff)
    }
  }
  return bytes
}
