import { html } from 'hono/html'
import { SURFACES } from '../../../../domain/audit-event.ts'
import { VultrinoError, type ErrorCode } from '../../../../domain/errors.ts'
import type { Tried } from '../../../../manage/policies/policy-room.ts'
import { parseHeaders } from '../../../../manage/policies/question.ts'
import type { Form } from '../../form.ts'
import { problemList } from '../../components/problem-list.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { policyFrame } from './policy-frame.ts'
import { tryForm, type TriedText } from './try-form.ts'
import { verdictView } from './verdict-view.ts'

const NOTHING: TriedText = {
  ...{ credential: '', method: 'GET', url: '', headers: '', body: '' },
  ...{ key: '', role: '', surface: '' },
}
/** What is wrong with the question, not with the request. */
const TYPED_WRONG: ReadonlySet<ErrorCode> = new Set([
  'invalid_request',
  'invalid_arguments',
  'not_found',
  'conflict',
])

/** `GET /policies/try?credential=…` */
export async function showTry(visit: Visit): Promise<Shown> {
  const { query } = visit
  const text = { ...NOTHING, credential: query.get('credential') ?? '', url: query.get('url') ?? '' }
  return page(visit, text, html`<p class="muted">What would become of it is said here.</p>`)
}

/** `POST /policies/try` */
export async function tryRequest(visit: Visit): Promise<Shown> {
  const { policies, form, partial } = visit
  const text = textOf(form)
  let body: Html
  let status = 200
  try {
    body = verdictView(await policies.check(triedOf(text)))
  } catch (thrown) {
    if (!(thrown instanceof VultrinoError && TYPED_WRONG.has(thrown.code))) throw thrown
    const { message, hint } = thrown
    body = problemList(
      [{ text: hint === undefined ? `${message}.` : `${message}. ${hint}.` }],
      'This cannot be tried',
    )
    status = 422
  }
  // What came of it is the answer, also where it could not be asked: htmx puts in what came with 200 alone.
  return partial ? { kind: 'fragment', body } : page(visit, text, body, status)
}

async function page(
  { policies, control, csrf }: Visit,
  text: TriedText,
  verdict: Html,
  status = 200,
): Promise<Shown> {
  const { stale } = await policies.read()
  const roles = (await control.listRoles()).map(({ name }) => name)
  return policyFrame('/policies/try', stale, tryForm(text, roles, csrf, verdict), status)
}

const textOf = (form: Form): TriedText => ({
  credential: form.text('credential'),
  method: form.text('method'),
  url: form.text('url'),
  headers: form.text('headers'),
  // As it was typed: white space counts.
  body: form.all('body')[0] ?? '',
  key: form.text('key'),
  role: form.text('role'),
  surface: form.text('surface'),
})

/** Throws `invalid_arguments`. */
function triedOf({ credential, method, url, headers, body, key, role, surface }: TriedText): Tried {
  const given = (text: string): string | undefined => (text === '' ? undefined : text)
  const lines = headers.split('\n').map((line) => line.trim())
  return {
    ...{ credential, method, url },
    headers: parseHeaders(lines.filter((line) => line !== '')),
    body: body === '' ? null : new TextEncoder().encode(body),
    key: given(key),
    role: given(role),
    surface: SURFACES.find((door) => door === surface),
  }
}
