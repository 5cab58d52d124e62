import { cookieField } from './cookies.ts'
import type { Arrival } from './arrival.ts'
import { Secret } from '../../domain/secret.ts'
import type { Html, Shown } from './page.ts'
import type { Asset } from './web-deps.ts'

/** How long what was done may take to be said, seconds. */
const NOTICE_SECONDS = 60

export const HTML = 'text/html; charset=utf-8'

/** An answer whose length is known. */
export function whole(body: string | Uint8Array<ArrayBuffer>, type: string, status = 200): Response {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return new Response(bytes, {
    status,
    headers: { 'Content-Type': type, 'Content-Length': String(bytes.byteLength) },
  })
}

export const page = async (markup: Html, status = 200): Promise<Response> =>
  whole(String(await markup), HTML, status)

/** 303, or what htmx follows: it would put the page that follows into a part of this one. */
export function redirect(arrival: Arrival, to: string): Response {
  const response = arrival.partial
    ? new Response(null, { status: 200, headers: { 'HX-Redirect': to } })
    : new Response(null, { status: 303, headers: { Location: to } })
  response.headers.set('Content-Length', '0')
  return response
}

/** The redirect of a page, with what it says about the next one and the session. */
export function redirectShown(arrival: Arrival, shown: Extract<Shown, { kind: 'redirect' }>): Response {
  const response = redirect(arrival, shown.to)
  const { secure } = arrival
  const set = (field: string): void => response.headers.append('Set-Cookie', field)
  if (shown.notice !== undefined)
    set(cookieField('notice', new Secret(shown.notice), { secure, seconds: NOTICE_SECONDS }))
  if (shown.session !== undefined) set(cookieField('session', shown.session, { secure }))
  return response
}

export function raw({ type, body, filename }: Extract<Shown, { kind: 'raw' }>): Response {
  const response =
    body instanceof ReadableStream
      ? new Response(body, { headers: { 'Content-Type': type } })
      : whole(typeof body === 'string' ? body : new Uint8Array(body), type)
  if (filename !== undefined) {
    const safe = filename.replace(/[^\w.-]/g, '_')
    response.headers.set('Content-Disposition', `attachment; filename="${safe}"`)
  }
  return response
}

const A_YEAR = 31_536_000

/** A file whose name changes with its content: to be kept for ever, by shared caches too. */
export function assetAnswer({ request }: Arrival, { type, bytes, gzip }: Asset): Response {
  const packed = gzip !== undefined && /\bgzip\b/.test(request.headers.get('Accept-Encoding') ?? '')
  const response = whole(new Uint8Array(packed ? gzip : bytes), type)
  if (packed) response.headers.set('Content-Encoding', 'gzip')
  response.headers.set('Vary', 'Accept-Encoding')
  response.headers.set('Cache-Control', `public, max-age=${A_YEAR}, immutable`)
  return response
}
