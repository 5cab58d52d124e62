import type { AttackCase, Own } from '../contract/attack-case.ts'
import { attacks, type Row } from './make.ts'

const page = (method: string, path: string, more: Partial<Own> = {}): Own => ({
  do: 'own',
  port: 'web',
  method,
  path,
  caller: null,
  ...more,
})
const refused = { status: { refused: true } } as const

const PATHS = [
  '/',
  '/credentials',
  '/credentials/bearer',
  '/roles',
  '/keys',
  '/audit',
  '/policies',
  '/settings',
  '/..%2f..%2fetc/passwd',
  '/static/../../config.toml',
  '/assets/%2e%2e/%2e%2e/credentials.enc',
] as const
const open = PATHS.map((path, at): Row => ({
  id: `web-open-${String(at + 1)}`,
  title: `A page of the web UI without a session: ${path}`,
  steps: [page('GET', path, { status: { not: [200] } })],
}))
const FORMS = [
  '/credentials',
  '/credentials/bearer/delete',
  '/roles',
  '/keys',
  '/keys/agent/revoke',
  '/logout',
  '/password',
] as const
const forged = FORMS.flatMap((path, at): Row[] => [
  { id: `web-forged-${String(at + 1)}`, title: `A form of the web UI sent by another site: ${path}`, steps: [page('POST', path, { headers: [['Origin', 'https://evil.example'], ['Sec-Fetch-Site', 'cross-site'], ['Content-Type', 'application/x-www-form-urlencoded']], body: 'alias=mine&csrf=', ...refused })] },
  { id: `web-fixed-session-${String(at + 1)}`, title: `A form sent with a session that the caller made up: ${path}`, steps: [page('POST', path, { headers: [['Cookie', 'session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; vultrino_session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'], ['Content-Type', 'application/x-www-form-urlencoded']], body: 'alias=mine', status: { not: [200, 201] } })] },
]) // prettier-ignore
const hosts = ['evil.example', '127.0.0.1.nip.io', 'localhost.evil.example'].map((host, at): Row => ({
  id: `web-rebound-${String(at + 1)}`,
  title: `The web UI is asked under a name that was rebound: ${host}`,
  steps: [page('GET', '/login', { headers: [['Host', host]], ...refused })],
}))

export const WEB_CASES: readonly AttackCase[] = attacks(8, { surfaces: ['web'], needs: ['web-ui'] }, [
  ...open,
  ...forged,
  ...hosts,
])
