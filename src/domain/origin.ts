import { VultrinoError } from './errors.ts'

/** Scheme, host and port of a target, in the one spelling that everything is compared in (RFC 6454). */
export interface Origin {
  readonly scheme: 'https' | 'http'
  /** Lower-case ASCII; IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** `host[:port]`, IPv6 in brackets, a default port left out: the value of the `Host` field. */
  readonly authority: string
  /** `scheme://authority`. */
  readonly origin: string
}

const SCHEME = /^(https?):\/\//i
const AUTHORITY = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/
const PORT = /^[1-9][0-9]{0,4}$/
const IPV6 = /^\[[0-9a-f:.]{2,45}\]$/i
const NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/
const ASCII = /^[\x21-\x7e]*$/
/** What URL parsers disagree about, or strip in silence. */
const CONFUSING = /[\s\p{Cc}\\%@?#/]/u
const DEFAULT_PORTS = { https: 443, http: 80 } as const

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

/**
 * Reads `http(s)://host[:port]` and nothing more. Only spellings on which every parser agrees are taken.
 * Throws `invalid_request`.
 */
export function parseOrigin(text: string): Origin {
  const [before, schemeText] = SCHEME.exec(text) ?? []
  if (before === undefined || schemeText === undefined) {
    return refuse('a target is an absolute URL that begins with https:// or http://')
  }
  const given = text.slice(before.length)
  if (given.includes('@'))
    return refuse('a user name or password in a URL is not taken: the credential supplies it')
  if (CONFUSING.test(given)) return refuse('the host holds a character that is not part of a host name')
  const [, hostText = given, portText] = AUTHORITY.exec(given) ?? []
  const scheme = schemeText.length === 5 ? 'https' : 'http'
  const host = canonicalHost(hostText)
  if (host === undefined) return refuse(hostProblem(hostText))
  const port = portText === undefined ? DEFAULT_PORTS[scheme] : Number(portText)
  if (port > 65_535 || (portText !== undefined && !PORT.test(portText)))
    return refuse('a port is a number from 1 to 65535')
  const name = host.includes(':') ? `[${host}]` : host
  const authority = port === DEFAULT_PORTS[scheme] ? name : `${name}:${port}`
  return Object.freeze({ scheme, host, port, authority, origin: `${scheme}://${authority}` })
}

/**
 * A host in canonical form, or `undefined` where the text is one that other parsers would read otherwise: numbers
 * that become IPv4 addresses, look-alike letters and dots that become ASCII, a trailing dot, an IPv6 zone.
 */
function canonicalHost(text: string): string | undefined {
  const bracketed = text.startsWith('[')
  if (bracketed && !IPV6.test(text)) return undefined
  const host = URL.parse(`http://${text}/`)?.hostname
  if (host === undefined) return undefined
  if (bracketed) return host.slice(1, -1)
  if (!NAME.test(host)) return undefined
  return (ASCII.test(text) ? host === text.toLowerCase() : eachLabelEncoded(text, host)) ? host : undefined
}

/** Whether each label that is not ASCII became an encoded one (RFC 5890), and each other one stayed. */
function eachLabelEncoded(text: string, host: string): boolean {
  const given = text.split('.')
  const made = host.split('.')
  return (
    given.length === made.length &&
    given.every((label, i) =>
      ASCII.test(label) ? made[i] === label.toLowerCase() : made[i]?.startsWith('xn--') === true,
    )
  )
}

function hostProblem(text: string): string {
  if (text === '') return 'the URL names no host'
  if (text.endsWith('.')) return 'a host name does not end with a dot here: write it without'
  if (/^[0-9a-fx.]+$/i.test(text))
    return 'an IPv4 address is written as four decimal numbers, such as 192.0.2.1'
  return 'the host is not spelled in the one way that every program reads alike'
}
