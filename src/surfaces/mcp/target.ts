import type { z } from 'zod'
import type { query } from './fields.ts'

type Query = z.output<typeof query>

/**
 * A URL with more parameters in its query, before its fragment. The URL itself is not read: what is wrong with it is
 * for the request path to find.
 */
export function withQuery(url: string, more: Query | undefined): string {
  const pairs = Object.entries(more ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encode(name)}=${encode(String(one))}`),
  )
  if (pairs.length === 0) return url
  const hash = url.indexOf('#')
  const [base, fragment] = hash === -1 ? [url, ''] : [url.slice(0, hash), url.slice(hash)]
  const start = base.indexOf('?')
  const joint = start === -1 ? '?' : start === base.length - 1 || base.endsWith('&') ? '' : '&'
  return `${base}${joint}${pairs.join('&')}${fragment}`
}

/** A half of a character cannot be encoded, and stands for nothing. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed())
