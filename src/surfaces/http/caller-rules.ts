import { VultrinoError } from '../../domain/errors.ts'

/** The fields that tell who made a request: a program, or a web page in somebody's browser. */
export interface CallerFields {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
}

export interface CallerRules {
  /** Whether `Host` must name this machine's loopback. */
  readonly loopbackHost: boolean
  /** Lower-case names (without port) that are also accepted: those under which a reverse proxy serves us. */
  readonly allowedHosts: ReadonlySet<string>
}

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i
/** `none`: typed or opened by the person. Programs do not send the field at all. */
const OWN_SITE: ReadonlySet<string> = new Set(['none', 'same-origin'])

/**
 * A web page must not be able to use the proxy: neither by calling it across origins nor by pointing a name
 * of its own at this machine (DNS rebinding). Throws `access_denied`.
 */
export function checkCaller(fields: CallerFields, rules: CallerRules): void {
  const { host, origin, fetchSite } = fields
  if (rules.loopbackHost && (host === undefined || !acceptsHost(host, rules))) {
    throw new VultrinoError('access_denied', {
      reason: 'the Host header does not name this machine',
      hint: 'Call the proxy as http://127.0.0.1 or http://localhost, or list the name under [server] allowed_hosts',
    })
  }
  if (fetchSite !== undefined && !OWN_SITE.has(fetchSite.toLowerCase())) refuseCrossSite()
  if (origin !== undefined && !isOwnOrigin(origin, host)) refuseCrossSite()
}

function acceptsHost(host: string, rules: CallerRules): boolean {
  return LOOPBACK_HOST.test(host) || rules.allowedHosts.has(host.replace(/:\d{1,5}$/, '').toLowerCase())
}

/** RFC 6454 §7: `null` and lists are never ours. TLS may be ended by a proxy in front, so both schemes count. */
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  if (host === undefined) return false
  const [scheme, authority] = origin.toLowerCase().split('://', 2)
  return (scheme === 'http' || scheme === 'https') && authority === host.toLowerCase()
}

function refuseCrossSite(): never {
  throw new VultrinoError('access_denied', { reason: 'web pages may not use this proxy' })
}
