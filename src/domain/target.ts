import { withoutTokens } from './api-key-token.ts'
import { VultrinoError } from './errors.ts'
import { parseOrigin, type Origin } from './origin.ts'

const LONGEST = 8192
/** Paths and queries that the URL standard leaves as they are, unless they hold dot segments. */
const PLAIN = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*$/
const DOT_SEGMENT = /\/\.|%2e/i
const PRINTABLE = /^[\x21-\x7e]*$/

/** Origins by the text that named them: callers repeat themselves, and reading a host is the dear part. */
const ORIGINS = new Map<string, Origin>()
const MOST_ORIGINS = 512

/**
 * Where a request goes: the canonical URL that is judged, matched, recorded and sent. Made only by `parseTarget`,
 * so that a `Target` in hand has been read strictly.
 */
export class Target {
  readonly scheme: 'https' | 'http'
  /** Lower-case ASCII; IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** `host[:port]`: the value of the `Host` field. */
  readonly authority: string
  /** `scheme://authority`. */
  readonly origin: string
  /** Path and query as sent. */
  readonly path: string
  #auditUrl: string | undefined

  private constructor({ scheme, host, port, authority, origin }: Origin, path: string) {
    this.scheme = scheme
    this.host = host
    this.port = port
    this.authority = authority
    this.origin = origin
    this.path = path
  }

  /** See `parseTarget`. */
  static parse(text: string): Target {
    if (text.length > LONGEST) throw refusal(`a URL is at most ${LONGEST} characters long`)
    const start = text.indexOf('://') + 3
    const end = text.slice(start).search(/[/?#]/)
    const head = end === -1 ? text : text.slice(0, start + end)
    const rest = end === -1 ? '' : text.slice(start + end)
    const origin = knownOrigin(head)
    return new Target(origin, canonicalPath(origin.origin, rest.startsWith('/') ? rest : `/${rest}`))
  }

  /** The URL that is sent. */
  get href(): string {
    return this.origin + this.path
  }

  /** The URL with the values of its query left out, and no whole API key of ours: `https://h/p?a=&b=`. */
  get auditUrl(): string {
    return (this.#auditUrl ??= withoutTokens(this.origin + withoutValues(this.path)))
  }
}

/**
 * Reads a caller's absolute URL. Scheme and host are put in canonical form (lower case, IDN encoded, default port
 * left out), dot segments are resolved as the URL standard does, all else stays as given. What parsers are known
 * to read differently is refused. Throws `invalid_request`.
 */
export function parseTarget(text: string): Target {
  return Target.parse(text)
}

const refusal = (reason: string): VultrinoError => new VultrinoError('invalid_request', { reason })

function knownOrigin(head: string): Origin {
  const known = ORIGINS.get(head)
  if (known !== undefined) return known
  const origin = parseOrigin(head)
  if (ORIGINS.size >= MOST_ORIGINS) ORIGINS.clear()
  ORIGINS.set(head, origin)
  return origin
}

function canonicalPath(origin: string, text: string): string {
  if (PLAIN.test(text) && !DOT_SEGMENT.test(text)) return text
  if (text.includes('#')) throw refusal('a fragment (#…) is never sent: leave it out, or write # as %23')
  if (!PRINTABLE.test(text))
    throw refusal('the URL holds a space, a control character or a letter that must be percent-encoded')
  if (text.includes('\\')) throw refusal('a backslash in a URL must be written as %5C')
  const url = URL.parse(origin + text)
  if (url?.origin !== origin) throw refusal('the URL cannot be read')
  const start = text.indexOf('?')
  return start === -1 ? url.pathname : url.pathname + sentQuery(text.slice(start))
}

/** As the URL standard writes a query, but for `'`, which RFC 3986 §3.4 allows: a signature over it must not break. */
const sentQuery = (text: string): string =>
  text.replace(/["<>]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

function withoutValues(path: string): string {
  const start = path.indexOf('?')
  if (start === -1) return path
  return path.slice(0, start) + path.slice(start).replace(/=[^&]*/g, '=')
}
