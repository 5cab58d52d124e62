import { parseIp } from './ip-address.ts'

const hex = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * As whom a peer is counted: its IPv4 address, or the /64 of its IPv6 address, which is what one customer has at
 * least. `ip`: `null` for a peer without an address, over a socket file.
 */
export function peerName(ip: string | null): string {
  if (ip === null) return 'unix'
  // A link-local address names its interface.
  const bytes = parseIp(ip.replace(/%.*$/, ''))
  if (bytes === undefined) return ip
  if (bytes.length === 4) return bytes.join('.')
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  return mapped ? bytes.slice(12).join('.') : `${hex(bytes.slice(0, 8))}::/64`
}
