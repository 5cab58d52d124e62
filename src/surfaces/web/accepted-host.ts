import { VultrinoError } from '../../domain/errors.ts'
import { parseIp } from '../../domain/ip-address.ts'

const HOST = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::\d{1,5})?$/i
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/

export interface HostRules {
  /** `loopback`: only this machine can connect. `network`: others too. `file`: whoever may open the socket file, so no browser. */
  readonly reach: 'loopback' | 'network' | 'file'
  /** Lower-case names, without port. */
  readonly allowed: ReadonlySet<string>
}

/**
 * Checks under which name we were reached: a name that somebody points at this machine (DNS rebinding) is none of ours.
 * Addresses cannot be pointed anywhere. Resolves to the `Host` field as it goes into a URL. Throws `access_denied`,
 * `invalid_request`.
 */
export function acceptedHost(field: string | undefined, { reach, allowed }: HostRules): string {
  const host = field ?? ''
  const [, v6, named] = HOST.exec(host) ?? []
  const name = (v6 ?? named)?.toLowerCase()
  if (name === undefined)
    throw new VultrinoError('invalid_request', { reason: 'the Host header names no host' })
  if (reach === 'file' || LOOPBACK.test(name) || allowed.has(name)) return host
  if (reach === 'network' && (allowed.size === 0 || parseIp(name) !== undefined)) return host
  throw new VultrinoError('access_denied', {
    reason: 'the Host header does not name this machine',
    hint: 'Open it as http://127.0.0.1 or http://localhost, or list the name under [web] allowed_hosts',
  })
}
