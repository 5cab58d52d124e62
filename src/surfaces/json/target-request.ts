import { VultrinoError } from '../../domain/errors.ts'
import { headerNameProblem, headerValueProblem } from '../../domain/header-syntax.ts'
import { headerValue, type HeaderList } from '../../domain/header-list.ts'

/** What JSON asks of a target. */
export interface Asked {
  readonly method: string
  readonly url: string
  /** By name; a list where a field is sent several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined
  readonly body?: string | null | undefined
  /** What `body` is; text is sent as UTF-8. */
  readonly body_encoding?: 'text' | 'base64' | undefined
}

/** A request to a target, as a JSON body described it. */
export interface TargetRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  readonly body: Uint8Array | null
}

const MOST_FIELDS = 256
/** Of a body without a content type, characters. */
const LONGEST_READ = 1024 * 1024
const LONGEST_END = 16
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

/**
 * Translates what a body asks for. A `User-Agent` and `Accept` are set if none are given, as any client does, and
 * `Content-Type: application/json` where the body is a JSON object or list. Throws `invalid_request`.
 */
export function requestOf({ method, url, headers = {}, ...rest }: Asked, version: string): TargetRequest {
  const body = bodyOf(rest)
  const list = headersOf(headers)
  const defaults: [string, string][] = [
    ['User-Agent', `vultrino/${version}`],
    ['Accept', '*/*'],
  ]
  if (rest.body_encoding !== 'base64' && isJson(rest.body)) {
    defaults.push(['Content-Type', 'application/json'])
  }
  for (const [name, value] of defaults) {
    if (headerValue(list, name) === undefined) list.push(name, value)
  }
  return { method, url, headers: list, body }
}

function headersOf(headers: NonNullable<Asked['headers']>): string[] {
  const list: string[] = []
  for (const [name, given] of Object.entries(headers)) {
    if (headerNameProblem(name) === 'token')
      refuse('headers holds a name that is not a header name (RFC 9110)')
    for (const value of typeof given === 'string' ? [given] : given) {
      if (headerValueProblem(value) !== undefined) {
        refuse('headers holds a value that is not one line of printable ASCII text')
      }
      list.push(name, value)
    }
  }
  if (list.length > MOST_FIELDS * 2) refuse(`headers holds more than ${MOST_FIELDS} fields`)
  return list
}

function bodyOf({
  body,
  body_encoding: encoding = 'text',
}: Pick<Asked, 'body' | 'body_encoding'>): Uint8Array | null {
  if (body === undefined || body === null) return null
  if (encoding === 'text') return new TextEncoder().encode(body)
  if (!BASE64.test(body) || body.replace(/=+$/, '').length % 4 === 1) {
    refuse('body is not base64 (RFC 4648 §4), which body_encoding says it is')
  }
  const text = atob(body)
  const bytes = new Uint8Array(text.length)
  // A loop: `Uint8Array.from` takes ten times as long, during which nobody else is served.
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

function isJson(body: string | null | undefined): boolean {
  if (typeof body !== 'string' || !/^\s*[[{]/.test(body)) return false
  // Reading it all takes too long where it is long: then it is what it looks like.
  if (body.length > LONGEST_READ) return /[\]}]\s*$/.test(body.slice(-LONGEST_END))
  try {
    JSON.parse(body)
    return true
  } catch {
    return false
  }
}
