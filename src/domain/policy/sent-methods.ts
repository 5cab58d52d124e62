import type { HeaderList } from '../header-list.ts'
import type { WholeBody } from './body-reading.ts'

/** Fields by which frameworks let a request name another method than its own. */
const OVERRIDES: ReadonlySet<string> = new Set([
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
])
/** The same among parameters: `_method` of many, `_HttpMethod` of Salesforce. */
const PARAMETERS: ReadonlySet<string> = new Set(['_method', '_httpmethod'])
const METHOD = /^[A-Z][A-Z0-9_-]{0,31}$/
/** What an override that cannot be read could say. */
const ANY_OVERRIDE: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const FORM = /^\s*application\/x-www-form-urlencoded/i
const MULTIPART = /^\s*multipart\//i

/** Whether the body could hold an override: that of a form. What is posted without a type is taken for one by some. */
export function hasFormBody(headers: HeaderList, method: string): boolean {
  const types = contentTypes(headers)
  return (
    types.some((type) => FORM.test(type) || MULTIPART.test(type)) ||
    (method === 'POST' && (types.length === 0 || losesType(headers)))
  )
}

/** Whether the type stays behind, since `Connection` names it (RFC 9110 §7.6.1). */
const losesType = (headers: HeaderList): boolean =>
  valuesOf(headers, 'connection').some((value) => /content-type/i.test(value))

/** The request's own method first, then each that an override names, in capitals. */
export function sentMethods(
  method: string,
  headers: HeaderList,
  query: string | undefined,
  body: WholeBody,
): readonly string[] {
  const others = [...fromHeaders(headers), ...fromParameters(query ?? ''), ...fromBody(method, headers, body)]
  return others.length === 0 ? [method] : [...new Set([method, ...others.flatMap(taken)])]
}

/** As which method a value is taken; what is none could be cut or mended to any. */
function taken(value: string): readonly string[] {
  const name = value.trim().toUpperCase()
  return name === '' ? [] : METHOD.test(name) ? [name] : ANY_OVERRIDE
}

function fromHeaders(headers: HeaderList): string[] {
  const found: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    // Letters and case first: nearly no field gets further.
    // Programs behind a CGI-like interface cannot tell an underscore from a hyphen.
    if (
      (name.startsWith('x') || name.startsWith('X')) &&
      OVERRIDES.has(name.toLowerCase().replaceAll('_', '-'))
    )
      found.push(...(headers[i + 1] ?? '').split(','))
  }
  return found
}

function fromParameters(text: string): readonly string[] {
  if (!/method/i.test(text) && !text.includes('%')) return []
  const found: string[] = []
  for (const pair of text.split(/[&;]/)) {
    try {
      const [name = '', ...value] = decodeURIComponent(pair.replaceAll('+', ' ')).split('=')
      if (PARAMETERS.has(plainName(name))) found.push(value.join('='))
    } catch {
      // What cannot be decoded could be anything where its name could be.
      const [name = ''] = pair.split('=', 1)
      if (/%|method/i.test(name)) found.push(...ANY_OVERRIDE)
    }
  }
  return found
}

/** A name as PHP takes it, among others: cut at a NUL, not indented, with underscores for dots, spaces and brackets. */
const plainName = (name: string): string =>
  (name.split('\0', 1)[0] ?? '')
    .trimStart()
    .replace(/[.\s[]/g, '_')
    .toLowerCase()

function fromBody(method: string, headers: HeaderList, body: WholeBody): readonly string[] {
  if (body === 'none' || !hasFormBody(headers, method)) return []
  if (body === 'too_large' || isEncoded(headers)) return ANY_OVERRIDE
  const text = new TextDecoder('latin1').decode(body)
  const inParts = contentTypes(headers).some((type) => MULTIPART.test(type)) && namesOverride(text)
  return inParts ? ANY_OVERRIDE : fromParameters(text)
}

/** Whether a part of a form could be named so, also where quotes or escapes hide it (RFC 7578 §4.2, RFC 2231). */
function namesOverride(text: string): boolean {
  const plain = text
    .replaceAll('\\', '')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return /[_.\s[](?:http)?method/i.test(plain) || /name\*/i.test(text)
}

const contentTypes = (headers: HeaderList): string[] => valuesOf(headers, 'content-type')
const isEncoded = (headers: HeaderList): boolean => valuesOf(headers, 'content-encoding').length > 0

function valuesOf(headers: HeaderList, lower: string): string[] {
  const found: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (name.length === lower.length && name.toLowerCase() === lower) found.push(headers[i + 1] ?? '')
  }
  return found
}
