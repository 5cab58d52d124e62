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

/** A cookie as the browser sent it, untrusted; `undefined` for none, for more than one, and for what is not ours. */
export function readCookie(header: string | null, kind: CookieKind, secure: boolean): Secret | undefined {
  const prefix = `${nameOf(kind, secure)}=`
  const values = (header ?? '')
    .split(/; */)
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length))
  const [value] = values
  // Two of a name: another site on this host set one of them.
  return values.length === 1 && value !== undefined && VALUE.test(value) ? new Secret(value) : undefined
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

/** Name of the notice that the last page left for the next one, untrusted. */
export const noticeCookie = (header: string | null, secure: boolean): string | undefined =>
  readCookie(header, 'notice', secure)?.reveal()
