import type { AttackCase } from '../contract/attack-case.ts'
import { attacks, get, STRUCTURED, WITH_COMMANDS, type Row } from './make.ts'

const TARGETS: readonly (readonly [id: string, location: string])[] = [
  ['other-port', '{{origin:other}}/caught'],
  ['other-tls', '{{origin:other-tls}}/caught'],
  ['other-scheme', 'https://{{host:named}}/caught'],
  ['neighbour', 'http://127.0.0.2:{{port:named}}/caught'],
  ['six', 'http://[::1]:{{port:named}}/caught'],
  ['localhost', 'http://localhost:{{port:other}}/caught'],
  ['no-scheme', '//{{host:other}}/caught'],
  ['backslashes', '\\\\{{host:other}}\\caught'],
  ['userinfo', 'http://{{host:named}}@{{host:other}}/caught'],
  ['metadata', 'http://169.254.169.254/latest/meta-data/'],
  ['file', 'file:///etc/hostname'],
]

const away = ([301, 302, 303, 307, 308] as const).flatMap((status) =>
  TARGETS.filter(([id]) => status === 302 || id === 'other-port').map(([id, location]): Row => ({
    id: `redirect-${String(status)}-${id}`,
    title: `The target answers ${String(status)} and names another place (${id})`,
    surfaces: id === 'other-port' && status === 302 ? WITH_COMMANDS : STRUCTURED,
    origins: { named: { does: 'answer', status, headers: [['Location', location]] } },
    expect: { is: 'kept' },
  })),
)
const styles = (['header', 'basic', 'query', 'awkward', 'long'] as const).map((credential): Row => ({
  id: `redirect-style-${credential}`,
  title: `A redirect to another origin, of a secret that is sent in another way (${credential})`,
  credential,
  origins: { named: { does: 'answer', status: 302, headers: [['Location', '{{origin:other}}/caught']] } },
  expect: { is: 'kept' },
}))
const more: Row[] = [
  { id: 'redirect-loop', title: 'The target redirects to itself for ever', origins: { named: { does: 'answer', status: 302, headers: [['Location', '{{origin:named}}/again']] } }, expect: { is: 'contained' } },
  { id: 'redirect-with-secret', title: 'The target redirects to another origin with the secret in the URL', origins: { named: { does: 'answer', status: 302, headers: [['Location', '{{origin:other}}/caught?t={{secret}}']] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-refresh', title: 'The same by a Refresh field, a Link field, and HTML', origins: { named: { does: 'answer', headers: [['Refresh', '0; url={{origin:other}}/caught?t={{secret}}'], ['Link', '<{{origin:other}}/?t={{secret}}>; rel=next'], ['Content-Type', 'text/html']], body: '<meta http-equiv=refresh content="0;url={{origin:other}}/?t={{secret}}">' } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-denied-path', title: 'A redirect to a path of the same origin that the policy denies', credential: 'policed', origins: { named: { does: 'by-path', paths: { '/start': { does: 'answer', status: 302, headers: [['Location', '{{origin:named}}/admin/keys']] }, '/admin': { does: 'answer', body: 'the admin page {{nonce}}' } } } }, steps: [get('/start', { status: { not: [200] } })], expect: { is: 'kept' } },
  { id: 'redirect-alt-svc', title: 'The target names another origin as an alternative for itself, and is asked again', origins: { named: { does: 'answer', headers: [['Alt-Svc', 'h2="{{host:other}}"; ma=3600, http/1.1="{{host:other}}"']] } }, steps: [get('/a'), get('/b')], expect: { is: 'kept' } },
  { id: 'redirect-content-location', title: 'The target names another origin as the place of the content', origins: { named: { does: 'answer', headers: [['Content-Location', '{{origin:other}}/'], ['X-Accel-Redirect', '/internal'], ['X-Sendfile', '/etc/hostname'], ['X-Reproxy-URL', '{{origin:other}}/caught']] } }, expect: { is: 'kept' } },
  { id: 'redirect-305', title: 'The target answers 305 and names a proxy to use', origins: { named: { does: 'answer', status: 305, headers: [['Location', '{{origin:other}}/']] } }, expect: { is: 'kept' } },
  { id: 'redirect-connection-close', title: 'The target breaks the connection after the head, and the request is sent again', origins: { named: { does: 'sequence', each: [{ does: 'raw', writes: [], then: 'reset' }, { does: 'answer', body: 'second {{secret}}' }] } }, expect: { is: 'contained' } },
] // prettier-ignore

export const REDIRECT_CASES: readonly AttackCase[] = attacks(2, {}, [...away, ...styles, ...more])
