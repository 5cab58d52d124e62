import type { HeaderList } from '../header-list.ts'
import type { WholeBody } from './body-reading.ts'

/** Fields by which frameworks let a request name another method than its own. */
const OVERRIDES: ReadonlySet<string> = new Set([
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
])
/** What an override that cannot be read could say. */
const ANY_OVERRIDE: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const FORM = /^\s*application\/x-www-form-urlencoded/i
const MULTIPART = /^\s*multipart\//i

/** Whether the body could hold an override: that of a form. */
export function hasFormBody(headers: HeaderList): boolean {
  return contentTypes(headers).some((type) => FORM.test(type) || MULTIPART.test(type))
}

/** The request's own method first, then each that an override names, in capitals. */
export function sentMethods(
  method: string,
  headers: HeaderList,
  query: string | undefined,
  body: WholeBody,
): readonly string[] {
  const others = [...fromHeaders(headers), ...fromParameters(query ?? ''), ...fromBody(headers, body)]
  return others.length === 0
    ? [method]
    : [...new Set([method, ...others.map((one) => one.trim().toUpperCase())])]
}

function fromHeaders(headers: HeaderList): string[] {
  const found: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    // Letters and case first: nearly no field gets further.
    if ((name.startsWith('x') || name.startsWith('X')) && OVERRIDES.has(name.toLowerCase()))
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
      if (name.trim().toLowerCase() === '_method') found.push(value.join('='))
    } catch {
      // What cannot be decoded could be anything where its name could be.
      if (/^[^=]*(?:%[^=]*=|_method)/i.test(pair)) found.push(...ANY_OVERRIDE)
    }
  }
  return found
}

function fromBody(headers: HeaderList, body: WholeBody): readonly string[] {
  if (body === 'none' || !hasFormBody(headers)) return []
  if (body === 'too_large') return ANY_OVERRIDE
  const text = new TextDecoder('latin1').decode(body)
  const encoded = contentTypes(headers).every((type) => FORM.test(type)) && !isEncoded(headers)
  if (encoded) return fromParameters(text)
  return isEncoded(headers) || /_method/i.test(text) ? ANY_OVERRIDE : []
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
