import {
  canonicalListenHost,
  isOnlyThisMachine,
  parseListenAddress,
} from '../../domain/config/listen-address.ts'
import { VultrinoError } from '../../domain/errors.ts'

/** Where a server listens. */
export type Listener =
  | {
      readonly kind: 'tcp'
      /** Canonical: IPv6 without brackets, `localhost` already turned into an address. */
      readonly host: string
      /** 0: any free port. */
      readonly port: number
      /** Whether only this machine can reach it. */
      readonly loopback: boolean
    }
  | { readonly kind: 'unix'; readonly path: string }

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_arguments', { reason })
}

/** Reads `HOST:PORT`, `[::1]:PORT` or `unix:/path`. Throws `invalid_arguments`. */
export function parseListener(text: string): Listener {
  const address = parseListenAddress(text)
  if (address === undefined) {
    return refuse('a listener is HOST:PORT, [IPV6]:PORT or unix:/absolute/path, for example 127.0.0.1:7878')
  }
  if (address.kind === 'unix') return address
  const host = canonicalListenHost(address.host)
  if (host === undefined) return refuse('the listener has a host that is no name and no address')
  return { kind: 'tcp', host, port: address.port, loopback: isOnlyThisMachine(address) }
}

/**
 * A listener that other machines can reach is only for callers with a key. Throws `invalid_arguments`, which
 * says what to do.
 */
export function requireSafeListener(listener: Listener, keysRequired: boolean): void {
  if (keysRequired || listener.kind === 'unix' || listener.loopback) return
  refuse(
    'a listener that other machines can reach needs API keys: make one (vultrino key create), listen on ' +
      '127.0.0.1 or unix:/path, or set [server] mode = "server" and [auth] required = true',
  )
}
