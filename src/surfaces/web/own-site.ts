import { VultrinoError } from '../../domain/errors.ts'

/** `none`: typed or opened by the person. */
const OWN: ReadonlySet<string> = new Set(['same-origin', 'none'])

/** Where a request comes from: `ours`, or a link on another site, which the browser sends without our cookies. */
export type Site = 'ours' | 'linked'

/**
 * Only our own pages may send forms and load parts; other sites may link here. Looks at what browsers say and pages cannot
 * forge (Origin, RFC 6454; Sec-Fetch-*, W3C Fetch Metadata). Programs say none of it: theirs the form token stops.
 * Throws `access_denied`.
 */
export function siteOf(request: Request, https: boolean): Site {
  const { headers, method } = request
  const reads = method === 'GET' || method === 'HEAD'
  const fetchSite = headers.get('Sec-Fetch-Site')?.toLowerCase()
  if (fetchSite !== undefined && !OWN.has(fetchSite)) {
    const opened =
      headers.get('Sec-Fetch-Mode') === 'navigate' && headers.get('Sec-Fetch-Dest') === 'document'
    return reads && opened ? 'linked' : refuse()
  }
  const origin = headers.get('Origin')
  if (origin !== null && !isOwnOrigin(origin, request.url, { https, known: fetchSite === 'same-origin' }))
    refuse()
  return 'ours'
}

/** `known`: the browser says itself that it is our own page. */
function isOwnOrigin(
  origin: string,
  url: string,
  { https, known }: { readonly https: boolean; readonly known: boolean },
): boolean {
  // Of our own pages too where something took the referrer away.
  if (origin === 'null') return known
  if (!URL.canParse(origin)) return false
  const theirs = new URL(origin)
  const ours = new URL(url)
  // Only a proxy that is trusted tells that the browser came by HTTPS; others may still have ended TLS.
  if (theirs.protocol !== 'https:' && (https || theirs.protocol !== 'http:')) return false
  // A proxy that passes on `$host` leaves the port out.
  if (known && theirs.hostname === ours.hostname) return true
  return theirs.host === ours.host
}

function refuse(): never {
  throw new VultrinoError('access_denied', {
    reason: 'this was sent by another page than ours',
    hint: 'Open the web UI itself, and do it there; behind a reverse proxy, have it pass the Host header on',
  })
}
