import { headerValue, type HeaderList } from '../../domain/header-list.ts'

/** What is asked for next. */
export interface Hop {
  readonly url: string
  readonly method: string
  readonly headers: HeaderList
  readonly withBody: boolean
}

/** How many are followed, one after the other. */
export const MOST_REDIRECTS = 5
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
/** Said to one origin, not to be said to another. The credential itself goes through the pipeline's own checks. */
const PRIVATE: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization'])
const ABOUT_BODY: ReadonlySet<string> = new Set(['content-type', 'content-encoding', 'content-language'])

/**
 * The request that a redirect asks for (RFC 9110 §15.4), or `undefined` if the answer is none or names no URL.
 * 303 turns everything but HEAD into GET; 301 and 302 turn POST into GET, as every browser does.
 */
export function nextHop(hop: Hop, status: number, headers: HeaderList): Hop | undefined {
  const location = headerValue(headers, 'location')
  if (!REDIRECTS.has(status) || location === undefined || !URL.canParse(location, hop.url)) return undefined
  const url = new URL(location, hop.url)
  // A fragment is for whoever shows the answer; it is never sent (RFC 9110 §10.2.2).
  url.hash = ''
  const bodiless =
    (status === 303 && hop.method !== 'HEAD') || ((status === 301 || status === 302) && hop.method === 'POST')
  const elsewhere = url.origin !== new URL(hop.url).origin
  return {
    url: url.href,
    method: bodiless ? 'GET' : hop.method,
    headers: without(
      hop.headers,
      (name) => (elsewhere && PRIVATE.has(name)) || (bodiless && ABOUT_BODY.has(name)),
    ),
    withBody: hop.withBody && !bodiless,
  }
}

function without(headers: HeaderList, dropped: (name: string) => boolean): HeaderList {
  return headers.filter((_, index) => !dropped((headers[index & ~1] ?? '').toLowerCase()))
}
