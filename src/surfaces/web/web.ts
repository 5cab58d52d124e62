import { Hono, type Context } from 'hono'
import { asVultrinoError, VultrinoError } from '../../domain/errors.ts'
import { assetAnswer, redirect, whole } from './answers.ts'
import { Arrival, type SignedIn } from './arrival.ts'
import { linkedPage } from './linked-page.ts'
import { EMPTY_FORM, type Form } from './form.ts'
import { checkForm, csrfField } from './form-guard.ts'
import { ownPath } from './own-path.ts'
import { siteOf } from './own-site.ts'
import type { Route, Visit } from './page.ts'
import { signInPage, signInWith } from './pages/sign-in/sign-in.ts'
import { recordRefusal } from './record-refusal.ts'
import { readForm } from './read-form.ts'
import { inOrder, ROUTES } from './routes.ts'
import { secureHeaders } from './security-headers.ts'
import { show, showError } from './show.ts'
import type { Asset, Web, WebDeps } from './web-deps.ts'

interface Env {
  Bindings: { readonly arrival: Arrival }
}

/** Bytes of the one form that anybody may send: reading it is work, and memory, for strangers. */
const LARGEST_SIGN_IN = 16 * 1024
/** What pages refuse by themselves, and nothing behind them sees. */
const RECORDED: ReadonlySet<string> = new Set(['access_denied', 'payload_too_large'])

/** The web UI: every page, from request to answer. */
export function createWeb(deps: WebDeps): Web {
  const { fetch: dispatch } = createApp(deps)
  return async (incoming) => {
    const arrival = new Arrival(deps, incoming)
    const { request, requestId, https } = incoming
    const answer = async (): Promise<Response> => {
      if (siteOf(request, https) === 'linked' && (await arrival.signedIn()) === null) {
        const linked = linkedPage(arrival)
        if (linked !== undefined) return linked
      }
      return dispatch(request, { arrival })
    }
    const refused = async (thrown: unknown): Promise<Response> => {
      const error = asVultrinoError(thrown)
      if (error.status >= 500) deps.onTrouble(requestId, error)
      if (!RECORDED.has(error.code)) return showError(arrival, error)
      try {
        await recordRefusal(arrival, error)
        return await showError(arrival, error)
      } catch (unrecorded) {
        return showError(arrival, asVultrinoError(unrecorded))
      }
    }
    const response = await answer().catch(refused)
    secureHeaders(response.headers, requestId, https)
    return response
  }
}

function createApp(deps: WebDeps): Hono<Env> {
  const app = new Hono<Env>()
  for (const asset of Object.values(deps.assets) as Asset[])
    app.get(asset.path, ({ env }) => assetAnswer(env.arrival, asset))
  // What this program's documents say is no secret; agents read them with nothing but a URL.
  for (const { path, markdown } of deps.docs)
    app.get(path, () => whole(markdown, 'text/markdown; charset=utf-8'))
  const health = `${JSON.stringify({ status: 'ok', version: deps.options.version })}\n`
  app.get('/health', () => whole(health, 'application/json'))
  app.get('/login', ({ env }) => signInPage(env.arrival))
  app.post('/login', async ({ env, req }) =>
    signInWith(env.arrival, await readForm(req.raw, LARGEST_SIGN_IN)),
  )
  for (const route of inOrder(ROUTES)) app.on(route.method, route.path, (context) => serve(context, route))
  for (const [path, allow] of methodsOf(ROUTES)) {
    app.all(path, () => {
      const reason = `this address takes ${allow.join(', ')}`
      throw new VultrinoError('method_not_allowed', { reason, allow })
    })
  }
  app.notFound(async ({ env: { arrival } }) => {
    if ((await arrival.signedIn()) === null) return signInFirst(arrival)
    throw new VultrinoError('no_such_endpoint', { kind: 'page' })
  })
  app.onError((error) => {
    throw error
  })
  return app
}

/** A page for whoever is signed in. */
async function serve(context: Context<Env>, route: Route): Promise<Response> {
  const { arrival } = context.env
  const signedIn = await arrival.signedIn()
  if (signedIn === null) return signInFirst(arrival)
  const form = route.method === 'POST' ? await readForm(arrival.request) : EMPTY_FORM
  if (route.method === 'POST') await checkForm(form, [signedIn.token])
  const shown = await route.serve(await visitOf(arrival, signedIn, form, context.req.param()))
  return show(arrival, signedIn, shown)
}

async function visitOf(
  arrival: Arrival,
  { session, token }: SignedIn,
  form: Form,
  params: Visit['params'],
): Promise<Visit> {
  const { deps, ip, requestId, request, url, partial } = arrival
  const caller: Visit['caller'] = { surface: 'web', principal: { kind: 'owner' }, ip, requestId }
  return {
    deps,
    caller,
    session,
    control: deps.control(caller),
    audit: deps.audit(caller),
    policies: deps.policies(caller),
    params,
    query: url.searchParams,
    form,
    partial,
    csrf: await csrfField(token),
    signal: request.signal,
  }
}

/** Leads to the sign-in page, and from there back to what was asked for. */
function signInFirst(arrival: Arrival): Response {
  const { request, partial, url } = arrival
  const current = partial ? request.headers.get('HX-Current-URL') : url.href
  const wanted = request.method === 'POST' && !partial ? undefined : ownPath(pathOf(current))
  const next = wanted === undefined || wanted === '/' ? '' : `?next=${encodeURIComponent(wanted)}`
  return redirect(arrival, `/login${next}`)
}

function pathOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

function methodsOf(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>([['/login', ['GET', 'HEAD', 'POST']]])
  for (const { path, method } of routes) {
    const known = methods.get(path) ?? []
    methods.set(path, [...known, ...(method === 'GET' ? ['GET', 'HEAD'] : [method])])
  }
  return methods
}
