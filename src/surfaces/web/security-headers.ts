/** What no page of ours may do or be used for (no inline code or style, nothing from elsewhere, in nobody's frame). */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const ALWAYS: readonly (readonly [name: string, value: string])[] = [
  ['Content-Security-Policy', POLICY],
  ['X-Frame-Options', 'DENY'],
  ['X-Content-Type-Options', 'nosniff'],
  // Under `no-referrer` browsers say `Origin: null` of our own forms too, which tells them from nobody's.
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ['X-Robots-Tag', 'noindex, nofollow'],
]
const A_YEAR = 31_536_000

/** Puts what protects it into an answer, whatever it is. Nothing is kept by caches but what says so itself. */
export function secureHeaders(headers: Headers, requestId: string, https: boolean): void {
  for (const [name, value] of ALWAYS) headers.set(name, value)
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  if (https) headers.set('Strict-Transport-Security', `max-age=${A_YEAR}`)
  headers.set('X-Vultrino-Request-Id', requestId)
}
