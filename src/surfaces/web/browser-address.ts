import { contains, parseCidr, parseIp, type Cidr, type IpBytes } from '../../domain/ip-address.ts'

/** What a connection and the fields of a request say of where the browser is. */
export interface Claims {
  /** `null` for a peer over a socket file. */
  readonly peer: string | null
  readonly forwardedFor: string | undefined
  readonly forwardedProto: string | undefined
}

export interface BrowserAddress {
  readonly ip: string | null
  readonly https: boolean
  /** Whether a proxy spoke for it that is believed. */
  readonly proxied: boolean
}

/**
 * Reads where a browser is out of what can be forged and what cannot. `trusted`: as `[web] trusted_proxies`. What any other
 * peer says of itself is not looked at.
 */
export function browserAddressReader(trusted: readonly string[]): (claims: Claims) => BrowserAddress {
  const blocks = trusted.map(parseCidr).filter((block) => block !== undefined)
  const overSocket = trusted.includes('unix')
  const isTrusted = (ip: string | null): boolean => (ip === null ? overSocket : among(blocks, ip))

  return ({ peer, forwardedFor, forwardedProto }) => {
    if (!isTrusted(peer)) return { ip: peer, https: false, proxied: false }
    const https = forwardedProto?.split(',').at(-1)?.trim().toLowerCase() === 'https'
    let ip = peer
    // Each proxy adds whom it saw: from the end on as far as that is known to be true.
    for (const hop of (forwardedFor ?? '').split(',').toReversed()) {
      const address = hop.trim()
      if (parseIp(address) === undefined) break
      ip = address
      if (!isTrusted(address)) break
    }
    return { ip, https, proxied: true }
  }
}

const MAPPED = [...new Array<number>(10).fill(0), 0xff, 0xff]

function among(blocks: readonly Cidr[], ip: string): boolean {
  const bytes = parseIp(ip.replace(/%.*$/, ''))
  return bytes !== undefined && blocks.some((block) => contains(block, unmapped(bytes)))
}

/** What listens on `::` sees IPv4 peers mapped (RFC 4291 §2.5.5.2). */
const unmapped = (bytes: IpBytes): IpBytes =>
  bytes.length === 16 && MAPPED.every((byte, at) => bytes[at] === byte) ? bytes.slice(12) : bytes
