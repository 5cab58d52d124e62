/** Where a server takes connections. */
export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

const TCP = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/

/**
 * Reads `HOST:PORT` (IPv6 in brackets; port 0 for any free one) or `unix:/path`; answers `undefined` for
 * anything else. The host of an IPv6 address comes back without brackets.
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length)
    return path.startsWith('/') && !path.includes('\0') ? { kind: 'unix', path } : undefined
  }
  const match = TCP.exec(text)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  return host === undefined || port > 65_535 ? undefined : { kind: 'tcp', host, port }
}

/** The form `parseListenAddress` reads. */
export function formatListenAddress(address: ListenAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
}

/**
 * A host in the one spelling that is compared: addresses as the URL parser writes them, IPv6 without brackets,
 * `localhost` as the address it stands for. `undefined` for what is no name and no address.
 */
export function canonicalListenHost(host: string): string | undefined {
  if (host.toLowerCase() === 'localhost') return '127.0.0.1'
  const url = `http://${host.includes(':') ? `[${host}]` : host}/`
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined
}

const LOOPBACK = /^127\.\d+\.\d+\.\d+$/

/** Whether only this machine can reach a server there: a socket file, or a loopback address in any spelling. */
export function isOnlyThisMachine(address: ListenAddress): boolean {
  if (address.kind === 'unix') return true
  const host = canonicalListenHost(address.host)
  return host !== undefined && (LOOPBACK.test(host) || host === '::1')
}
