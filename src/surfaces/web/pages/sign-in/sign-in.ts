import { asVultrinoError, type VultrinoError } from '../../../../domain/errors.ts'
import { Secret } from '../../../../domain/secret.ts'
import { redirect } from '../../answers.ts'
import type { Arrival } from '../../arrival.ts'
import { cookieField } from '../../cookies.ts'
import { randomToken } from '../../csrf.ts'
import type { Form } from '../../form.ts'
import { checkForm, csrfField } from '../../form-guard.ts'
import { ownPath } from '../../own-path.ts'
import { recordRefusal } from '../../record-refusal.ts'
import { showPage, withErrorFields } from '../../show.ts'
import { signInForm } from './sign-in-form.ts'

/** How long a sign-in page may lie open, seconds. */
const OPEN_SECONDS = 3600
/** What is refused in the form itself. */
const IN_PLACE: ReadonlySet<string> = new Set(['unauthorized', 'rate_limited', 'access_denied'])

/** `GET /login`. Whoever is signed in already goes on. */
export async function signInPage(arrival: Arrival): Promise<Response> {
  const next = ownPath(arrival.url.searchParams.get('next')) ?? '/'
  if ((await arrival.signedIn()) !== null) return redirect(arrival, next)
  return formPage(arrival, next)
}

/** `POST /login` */
export async function signInWith(arrival: Arrival, form: Form): Promise<Response> {
  const { deps, secure, from } = arrival
  const next = ownPath(form.text('next')) ?? '/'
  try {
    // A session is given to nobody who did not ask one of our pages for it: else somebody's could be pressed on others.
    await checkForm(form, arrival.cookies('login'))
    const password = form.secret('password') ?? new Secret('')
    const { token } = await deps.signIn.open(form.text('username'), password, from)
    const before = await arrival.signedIn()
    if (before !== null) await deps.signIn.close(before.session, from)
    const response = redirect(arrival, next)
    response.headers.append('Set-Cookie', cookieField('session', token, { secure }))
    response.headers.append('Set-Cookie', cookieField('login', null, { secure }))
    return response
  } catch (thrown) {
    const error = asVultrinoError(thrown)
    if (!IN_PLACE.has(error.code)) throw thrown
    if (error.code === 'access_denied') await recordRefusal(arrival, error)
    return formPage(arrival, next, error)
  }
}

async function formPage(arrival: Arrival, next: string, error?: VultrinoError): Promise<Response> {
  const { secure } = arrival
  const [known] = arrival.cookies('login')
  const key = known ?? randomToken()
  const body = signInForm({ csrf: await csrfField(key), next, error })
  const response = await showPage(arrival, null, { title: 'Sign in', body, status: error?.status ?? 200 })
  if (known === undefined)
    response.headers.append('Set-Cookie', cookieField('login', key, { secure, seconds: OPEN_SECONDS }))
  return error === undefined ? response : withErrorFields(response, error)
}
