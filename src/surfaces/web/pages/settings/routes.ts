import { VultrinoError } from '../../../../domain/errors.ts'
import { Secret } from '../../../../domain/secret.ts'
import { sameSecret } from '../../../../manage/password-rules.ts'
import type { SignInFrom } from '../../../../manage/sign-in/sign-in.ts'
import type { Route, Shown, Visit } from '../../page.ts'
import { settingsPage } from './settings-page.ts'

/** Refusals that are said in the form itself. */
const IN_PLACE: ReadonlySet<string> = new Set(['unauthorized', 'invalid_request', 'rate_limited'])

const fromOf = ({ caller: { requestId = '', ip }, session }: Visit): SignInFrom => ({
  requestId,
  ip,
  peer: session.peer,
  userAgent: session.userAgent,
})

function shown(visit: Visit, error?: VultrinoError): Shown {
  const { deps, session, csrf } = visit
  return {
    kind: 'page',
    title: 'Settings',
    place: 'settings',
    body: settingsPage({ sessions: deps.signIn.list(), current: session.id, csrf, error }),
    status: error?.status ?? 200,
  }
}

async function changePassword(visit: Visit): Promise<Shown> {
  const { deps, form, session } = visit
  try {
    const present = form.secret('present') ?? new Secret('')
    const next = form.secret('next') ?? new Secret('')
    const again = form.secret('again') ?? new Secret('')
    if (!sameSecret(next, again)) {
      throw new VultrinoError('invalid_request', { reason: 'the new password was not typed the same twice' })
    }
    const { token } = await deps.signIn.changePassword(session, present, next, fromOf(visit))
    return { kind: 'redirect', to: '/settings', notice: 'password_changed', session: token }
  } catch (thrown) {
    if (!(thrown instanceof VultrinoError) || !IN_PLACE.has(thrown.code)) throw thrown
    return shown(visit, thrown)
  }
}

async function signOut(visit: Visit): Promise<Shown> {
  await visit.deps.signIn.close(visit.session, fromOf(visit))
  return { kind: 'redirect', to: '/login', notice: 'signed_out', session: null }
}

async function signOutEverywhere(visit: Visit): Promise<Shown> {
  await visit.deps.signIn.closeAll(visit.session, fromOf(visit))
  return { kind: 'redirect', to: '/login', notice: 'signed_out_everywhere', session: null }
}

/** The own account: password, sessions, signing out. */
export const settingsRoutes: readonly Route[] = [
  { method: 'GET', path: '/settings', serve: async (visit) => Promise.resolve(shown(visit)) },
  { method: 'POST', path: '/settings/password', serve: changePassword },
  { method: 'POST', path: '/settings/sign-out-everywhere', serve: signOutEverywhere },
  { method: 'POST', path: '/logout', serve: signOut },
]
