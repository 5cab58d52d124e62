import { Secret } from '../../domain/secret.ts'

/** What the cookies of the web UI are for. */
export type CookieKind = 'session' | 'login' | 'notice'

const NAMES: Readonly<Record<CookieKind, { readonly secure: string; readonly plain: string }>> = {
  session: { secure: '__Host-vultrino', plain: 'vultrino_session' },
  login: { secure: '__Host-vultrino-login', plain: 'vultrino_login' },
  notice: { secure: '__Host-vultrino-notice', plain: 'vultrino_notice' },
}
/** All we ever give: base64url, and names of notices. */
const VALUE = /^[A-Za-z0-9_-]{1,64}$/

const nameOf = (kind: CookieKind, secure: boolean): string => NAMES[kind][secure ? 'secure' : 'plain']

/** Of one name; each is looked up. */
const MOST = 8

/**
 * What the browser sent under the name of a cookie, untrusted; what is not ours is left out. There may be several: a page on
 * another port of this host can add some, for longer paths, which come first. None of them may hide the one we set.
 */
export function readCookies(header: string | null, kind: CookieKind, secure: boolean): readonly Secret[] {
  const prefix = `${nameOf(kind, secure)}=`
  return (header ?? '')
    .split(/; */)
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length))
    .filter((value) => VALUE.test(value))
    .slice(-MOST)
    .map((value) => new Secret(value))
}

/** A `Set-Cookie` field (RFC 6265bis). `value`: `null` ends the cookie. Without `seconds` it lasts as long as the browser. */
export function cookieField(
  kind: CookieKind,
  value: Secret | null,
  { secure, seconds }: { readonly secure: boolean; readonly seconds?: number },
): string {
  const age = value === null ? 0 : seconds
  return [
    `${nameOf(kind, secure)}=${value === null ? '' : value.reveal()}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    ...(secure ? ['Secure'] : []),
    ...(age === undefined ? [] : [`Max-Age=${age}`]),
  ].join('; ')
}

/** Name of the notice that the last page left for the next one, untrusted; `undefined` where somebody else added one. */
export function noticeCookie(header: string | null, secure: boolean): string | undefined {
  const [name, ...others] = readCookies(header, 'notice', secure)
  return others.length === 0 ? name?.reveal() : undefined
}
