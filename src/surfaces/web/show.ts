import { html } from 'hono/html'
import type { VultrinoError } from '../../domain/errors.ts'
import { page, raw, redirectShown } from './answers.ts'
import type { Arrival, SignedIn } from './arrival.ts'
import { cookieField, noticeCookie } from './cookies.ts'
import { errorBody, errorMessage, errorTitle } from './error-page.ts'
import { csrfField } from './form-guard.ts'
import { guardedStream } from './guarded-stream.ts'
import { renderPage, type LayoutFrame } from './layout.ts'
import { noticeText } from './notices.ts'
import type { Shown } from './page.ts'
import { errorFields } from '../json/error-fields.ts'

async function frameOf({ deps, url }: Arrival, signedIn: SignedIn | null): Promise<LayoutFrame> {
  const csrf = signedIn === null ? html`` : await csrfField(signedIn.token)
  return { deps, session: signedIn?.session ?? null, csrf, path: url.pathname }
}

/** What a page gives, as an answer. */
export async function show(arrival: Arrival, signedIn: SignedIn | null, shown: Shown): Promise<Response> {
  if (shown.kind === 'redirect') return redirectShown(arrival, shown)
  if (shown.kind === 'raw') return raw(signedIn === null ? shown : whileSignedIn(arrival, signedIn, shown))
  if (shown.kind === 'fragment') return page(shown.body, shown.status)
  return showPage(arrival, signedIn, shown)
}

type Raw = Extract<Shown, { kind: 'raw' }>

/** What goes on by itself ends with the session of whoever asked for it. */
function whileSignedIn({ deps }: Arrival, { session }: SignedIn, shown: Raw): Raw {
  const { body } = shown
  if (!(body instanceof ReadableStream)) return shown
  const holds = (): Promise<boolean> => deps.signIn.holds(session)
  return { ...shown, body: guardedStream(body, holds, () => deps.now()) }
}

export interface SignedOutPage {
  readonly title: string
  readonly body: Extract<Shown, { kind: 'page' }>['body']
  readonly status?: number
  readonly place?: null
}

/** A whole page; a notice that the one before left is said above it, once. */
export async function showPage(
  arrival: Arrival,
  signedIn: SignedIn | null,
  shown: Extract<Shown, { kind: 'page' }> | SignedOutPage,
): Promise<Response> {
  const { secure, request } = arrival
  const left = noticeCookie(request.headers.get('Cookie'), secure)
  const notice = left === undefined ? undefined : noticeText(left)
  const { title, body, status } = shown
  const frame = await frameOf(arrival, signedIn)
  const response = await page(renderPage({ title, body, place: shown.place ?? null, notice }, frame), status)
  if (left !== undefined) response.headers.append('Set-Cookie', cookieField('notice', null, { secure }))
  return response
}

/** An error as a page, or as a part of one where that was asked for. Gives nothing of the request back. */
export async function showError(arrival: Arrival, error: VultrinoError): Promise<Response> {
  // What is wrong may be that sessions cannot be looked up.
  const signedIn = await arrival.signedIn().catch(() => null)
  const response = arrival.partial
    ? await page(errorMessage(error, 'alert'), error.status)
    : await page(
        renderPage(
          {
            title: errorTitle(error),
            place: null,
            body: errorBody(error, arrival.requestId, signedIn !== null),
          },
          await frameOf(arrival, signedIn),
        ),
        error.status,
      )
  return withErrorFields(response, error)
}

/** Puts what its status demands, and the error's code, into an answer. */
export function withErrorFields(response: Response, error: VultrinoError): Response {
  const fields = errorFields(error, null)
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] ?? ''
    // RFC 9110 §11.6.1 asks for one; no browser is to ask for a password by itself.
    const value = name === 'WWW-Authenticate' ? 'Form realm="vultrino"' : (fields[at + 1] ?? '')
    response.headers.set(name, value)
  }
  return response
}
