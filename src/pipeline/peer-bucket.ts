import { parseIp } from '../domain/ip-address.ts'
import { STRANGERS } from '../ports/rate-limits.ts'

const hex = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * Under what the failed authentications of a peer are counted: its IPv4 address, or the /64 of its IPv6 address, which
 * is what one customer has at least. `ip`: `null` for a peer without an address, over a socket file.
 */
export function peerBucket(ip: string | null): string {
  if (ip === null) return `${STRANGERS}unix`
  // A link-local address names its interface.
  const bytes = parseIp(ip.replace(/%.*$/, ''))
  if (bytes === undefined) return `${STRANGERS}${ip}`
  if (bytes.length === 4) return `${STRANGERS}${bytes.join('.')}`
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  return mapped ? `${STRANGERS}${bytes.slice(12).join('.')}` : `${STRANGERS}${hex(bytes.slice(0, 8))}::/64`
}
