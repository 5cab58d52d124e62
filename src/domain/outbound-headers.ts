import { VultrinoError } from './errors.ts'
import type { HeaderList } from './header-list.ts'

export interface InjectedHeader {
  readonly name: string
  readonly value: string
}

export interface OutboundRules {
  /** Lower-case names of fields never sent on. */
  readonly stripHeaders: ReadonlySet<string>
  /** Fields added to every request, flat; they replace the client's own of that name. */
  readonly injectHeaders: HeaderList
}

/**
 * Fields of the caller's that never travel on: those of one connection (RFC 9110 §7.6.1), those that frame a message
 * or are decided here, and ranges, since a slice of an answer can hold a slice of a secret (`Request-Range` is what
 * they were called in drafts, and Apache still answers it). `X-Original-URL` and `X-Rewrite-URL` make IIS and some
 * frameworks serve another path than the one that was judged. `Proxy-*` and `X-Vultrino-*` go by prefix.
 */
const DROPPED: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'http2-settings',
  'expect',
  'trailer',
  'request-range',
  'range',
  'if-range',
  'x-original-url',
  'x-rewrite-url',
])

/** What is done with a field's value: sent as it is, or rewritten; `undefined` leaves the field out. */
type Treatment = (value: string) => string | undefined

const TREATMENTS: ReadonlyMap<string, Treatment> = new Map([
  ['accept-encoding', knownCodings],
  ['authorization', unlessOurs],
  ['te', onlyTrailers],
])

interface Field {
  readonly lower: string
  /** With hyphens for underscores: programs behind a CGI-like interface cannot tell them apart. */
  readonly plain: string
  readonly kind: 'keep' | 'drop' | 'connection' | Treatment
}

/** Field names as callers spell them; bounded, since callers choose them. */
const FIELDS = new Map<string, Field>()
const MOST_FIELDS = 1024

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** RFC 9110 §5.5, obs-text included: what a recipient may have to read, but no line break and no NUL. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/
const NONE: ReadonlySet<string> = new Set()

/**
 * The fields of a request as they go to the target: the caller's without those that must not travel on, in order
 * and with their repeats, then the configured ones, then the credential's, which nothing else can set.
 * Throws `invalid_request` for a field that cannot be written on the wire.
 */
export function outboundHeaders(
  received: HeaderList,
  injected: InjectedHeader | null,
  { stripHeaders, injectHeaders }: OutboundRules,
): HeaderList {
  const ours = injected === null ? undefined : plainOf(injected.name.toLowerCase())
  const configured = injectHeaders.length === 0 ? NONE : namesOf(injectHeaders)
  const sent: string[] = []
  let ofConnection: Set<string> | undefined
  for (let i = 0; i + 1 < received.length; i += 2) {
    const name = received[i] ?? ''
    const value = received[i + 1] ?? ''
    const field = fieldOf(name)
    const { plain, kind } = field
    if (kind === 'connection') ofConnection = withOptions(ofConnection, value)
    else if (kind !== 'drop' && plain !== ours && !isIn(stripHeaders, field) && !isIn(configured, field)) {
      const treated = kind === 'keep' ? unlessKey(value) : kind(value)
      if (treated !== undefined) push(sent, name, treated)
    }
  }
  // `Connection` can stand after the fields that it names.
  const kept = ofConnection === undefined ? sent : without(sent, ofConnection)
  for (let i = 0; i + 1 < injectHeaders.length; i += 2) {
    const name = injectHeaders[i] ?? ''
    if (plainOf(name.toLowerCase()) !== ours) push(kept, name, injectHeaders[i + 1] ?? '')
  }
  if (injected !== null) push(kept, injected.name, injected.value)
  return kept
}

/** Many servers take `X_Name` for `X-Name`. */
const isIn = (names: ReadonlySet<string>, { lower, plain }: Field): boolean =>
  names.has(lower) || (plain !== lower && names.has(plain))

function push(list: string[], name: string, value: string): void {
  if (UNSENDABLE.test(value)) {
    throw new VultrinoError('invalid_request', {
      reason: 'a header value holds a line break, a control character or a letter outside Latin-1',
      header: name,
    })
  }
  list.push(name, value)
}

function fieldOf(name: string): Field {
  const known = FIELDS.get(name)
  if (known !== undefined) return known
  if (!TOKEN.test(name))
    throw new VultrinoError('invalid_request', { reason: 'a header name is not a token' })
  const lower = name.toLowerCase()
  const plain = plainOf(lower)
  const field = { lower, plain, kind: kindOf(plain) }
  if (FIELDS.size >= MOST_FIELDS) FIELDS.clear()
  FIELDS.set(name, field)
  return field
}

const plainOf = (lower: string): string => lower.replaceAll('_', '-')

function kindOf(plain: string): Field['kind'] {
  if (plain === 'connection') return 'connection'
  if (DROPPED.has(plain) || plain.startsWith('proxy-') || plain.startsWith('x-vultrino-')) return 'drop'
  return TREATMENTS.get(plain) ?? 'keep'
}

/** Names in a `Connection` field, but for the two that speak of the connection itself. */
function withOptions(found: Set<string> | undefined, value: string): Set<string> | undefined {
  const lower = value.toLowerCase()
  if (lower === 'keep-alive' || lower === 'close') return found
  const options = found ?? new Set()
  for (const option of lower.split(',')) options.add(option.trim())
  return options
}

function without(list: readonly string[], names: ReadonlySet<string>): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < list.length; i += 2) {
    const name = list[i] ?? ''
    // `TE` has to be named there to be sent at all (RFC 9110 §10.1.4).
    const lower = fieldOf(name).lower
    if (lower === 'te' || !names.has(lower)) kept.push(name, list[i + 1] ?? '')
  }
  return kept
}

const CONFIGURED = new WeakMap<HeaderList, ReadonlySet<string>>()

function namesOf(list: HeaderList): ReadonlySet<string> {
  const known = CONFIGURED.get(list)
  if (known !== undefined) return known
  const names = new Set(list.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()))
  CONFIGURED.set(list, names)
  return names
}

const CODINGS: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'identity'])

/** Only codings that can be undone are asked for: an answer that cannot be searched would be withheld. */
function knownCodings(value: string): string {
  const known = value
    .split(',')
    .filter((part) => CODINGS.has((part.split(';', 1)[0] ?? '').trim().toLowerCase()))
  return known.length === 0 ? 'identity' : known.map((part) => part.trim()).join(', ')
}

/** That trailers are welcome is true of us too, and HTTP/2 servers ask for it; transfer codings are not. */
function onlyTrailers(value: string): string | undefined {
  return value.split(',').some((part) => part.trim().toLowerCase() === 'trailers') ? 'trailers' : undefined
}

const OUR_KEY = /(?:^|[\s"'=,:;])vk_/i
/** Long enough to be a key and no name that happens to begin alike. */
const WHOLE_KEY = /(?:^|[\s"'=,:;])vk_[A-Za-z0-9]{16}/
/** Of a value without spaces around it. No place is left where spaces could be shared out in several ways. */
const BASIC = /^basic[ \t]+([A-Za-z0-9+/=_-]+)$/i

/** The caller's key to this proxy is nobody else's business, in whatever scheme it was sent. */
function unlessOurs(value: string): string | undefined {
  const [, pair] = BASIC.exec(value.trim()) ?? []
  return OUR_KEY.test(value) || (pair !== undefined && OUR_KEY.test(decoded(pair))) ? undefined : value
}

/** The same for fields that nobody is asked to put it in. */
function unlessKey(value: string): string | undefined {
  return value.includes('vk_') && WHOLE_KEY.test(value) ? undefined : value
}

function decoded(base64: string): string {
  try {
    return atob(base64.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}
