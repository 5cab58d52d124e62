import type { AttackCase } from '../contract/attack-case.ts'
import { attacks, get, post, STRUCTURED, WITH_COMMANDS, type Row } from './make.ts'

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
    expect: { is: 'scrubbed' },
  })),
)
const styles = (['header', 'basic', 'query', 'awkward', 'long'] as const).map((credential): Row => ({
  id: `redirect-style-${credential}`,
  title: `A redirect to another origin, of a secret that is sent in another way (${credential})`,
  credential,
  origins: { named: { does: 'answer', status: 302, headers: [['Location', '{{origin:other}}/caught']] } },
  expect: { is: 'scrubbed' },
}))
const more: Row[] = [
  { id: 'redirect-loop', title: 'The target redirects to itself for ever', origins: { named: { does: 'answer', status: 302, headers: [['Location', '{{origin:named}}/again']] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-with-secret', title: 'The target redirects to another origin with the secret in the URL', origins: { named: { does: 'answer', status: 302, headers: [['Location', '{{origin:other}}/caught?t={{secret}}']] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-refresh', title: 'The same by a Refresh field, a Link field, and HTML', origins: { named: { does: 'answer', headers: [['Refresh', '0; url={{origin:other}}/caught?t={{secret}}'], ['Link', '<{{origin:other}}/?t={{secret}}>; rel=next'], ['Content-Type', 'text/html']], body: '<meta http-equiv=refresh content="0;url={{origin:other}}/?t={{secret}}">' } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-denied-path', title: 'A redirect to a path of the same origin that the policy denies', credential: 'policed', origins: { named: { does: 'by-path', paths: { '/start': { does: 'answer', status: 302, headers: [['Location', '{{origin:named}}/admin/keys']] }, '/admin': { does: 'answer', body: 'the admin page {{nonce}}' } } } }, steps: [get('/start', { status: { not: [200] } })], expect: { is: 'scrubbed' } },
  { id: 'redirect-alt-svc', title: 'The target names another origin as an alternative for itself, and is asked again', origins: { named: { does: 'answer', headers: [['Alt-Svc', 'h2="{{host:other}}"; ma=3600, http/1.1="{{host:other}}"']] } }, steps: [get('/a'), get('/b')], expect: { is: 'scrubbed' } },
  { id: 'redirect-content-location', title: 'The target names another origin as the place of the content', origins: { named: { does: 'answer', headers: [['Content-Location', '{{origin:other}}/'], ['X-Accel-Redirect', '/internal'], ['X-Sendfile', '/etc/hostname'], ['X-Reproxy-URL', '{{origin:other}}/caught']] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-305', title: 'The target answers 305 and names a proxy to use', origins: { named: { does: 'answer', status: 305, headers: [['Location', '{{origin:other}}/']] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-connection-close', title: 'The target breaks the connection after the head, and the request is sent again', origins: { named: { does: 'sequence', each: [{ does: 'raw', writes: [], then: 'reset' }, { does: 'answer', body: 'second {{secret}}' }] } }, expect: { is: 'contained' } },
] // prettier-ignore

/** Places inside, and ways of saying a place that clients read in different ways. */
const PLACES: readonly (readonly [id: string, location: string])[] = [
  ['own-loop', '/first'],
  ['empty', ''],
  ['dots', '/../../..//{{host:other}}/caught'],
  ['private', 'http://10.0.0.1/'],
  ['private-mapped', 'http://[::ffff:a9fe:a9fe]/latest/'],
  ['zeros', 'http://0.0.0.0:{{port:other}}/caught'],
  ['decimal', 'http://2130706433:{{port:other}}/caught'],
  ['metadata-name', 'http://metadata.google.internal/computeMetadata/v1/'],
  ['trailing-dot', 'http://127.0.0.1.:{{port:other}}/caught'],
  ['tab', 'http://127.0.0.1:{{port:named}}\t@{{host:other}}/caught'],
  ['encoded-lines', '{{origin:named}}/%0d%0aLocation:%20{{origin:other}}/caught'],
  ['fragment', '{{origin:named}}#@{{host:other}}/caught'],
  ['ftp', 'ftp://{{host:other}}/caught'],
  ['gopher', 'gopher://{{host:other}}/_GET%20/caught'],
  ['data', 'data:text/html,caught'],
  ['javascript', 'javascript:alert(1)'],
]
const places = PLACES.map(([id, location]): Row => ({
  id: `redirect-place-${id}`,
  title: `The target redirects to ${location.replace(/[{}]/g, '')}`,
  origins: { named: { does: 'answer', status: 302, headers: [['Location', location]] } },
  expect: { is: 'scrubbed' },
}))
/** Where the secret is used by TLS, or by HTTP/2. */
const secure = (['tls', 'h2'] as const).flatMap((credential): Row[] =>
  ([['plain', '{{origin:named}}/caught'], ['other', '{{origin:other-tls}}/caught'], ['same-port-plain', `http://{{host:named-${credential}}}/caught`]] as const).map(([id, location]) => ({
    id: `redirect-${credential}-${id}`,
    title: `A target of ${credential === 'tls' ? 'TLS' : 'HTTP/2'} redirects to ${location.replace(/[{}]/g, '')}`,
    credential,
    origins: { [`named-${credential}`]: { does: 'answer', status: 307, headers: [['location', location]] } },
    steps: [get(`{{origin:named-${credential}}}/start`)],
    expect: { is: 'scrubbed' },
  })),
) // prettier-ignore
const AWAY = [['Location', '{{origin:other}}/caught']] as const
const ways: Row[] = [
  { id: 'redirect-circle', title: 'Two pages of the target redirect to each other', origins: { named: { does: 'by-path', paths: { '/a': { does: 'answer', status: 302, headers: [['Location', '/b']] }, '/b': { does: 'answer', status: 302, headers: [['Location', '/a']] } } } }, steps: [get('/a')], expect: { is: 'scrubbed' } },
  { id: 'redirect-late', title: 'The target redirects to itself nine times, and then away', origins: { named: { does: 'sequence', each: [...Array.from({ length: 9 }, () => ({ does: 'answer', status: 302, headers: [['Location', '/next']] }) as const), { does: 'answer', status: 302, headers: AWAY }] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-two-locations', title: 'The target names two places', origins: { named: { does: 'answer', status: 302, headers: [['Location', '{{origin:named}}/x'], ...AWAY] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-304', title: 'An answer of status 304 names another place', origins: { named: { does: 'answer', status: 304, framing: 'none', headers: AWAY } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-401-away', title: 'The target asks for a login, at another place', origins: { named: { does: 'answer', status: 401, headers: [['WWW-Authenticate', 'Bearer realm="{{origin:other}}/token"'], ...AWAY] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-407', title: 'The target says that it is a proxy that wants a login', origins: { named: { does: 'answer', status: 407, headers: [['Proxy-Authenticate', 'Basic realm="x"']] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-interim', title: 'Early hints name another origin to connect to', origins: { named: { does: 'answer', interim: [{ status: 103, headers: [['Link', '<{{origin:other}}>; rel=preconnect'], ...AWAY] }] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-body-secret', title: 'The page of a redirect holds the secret', origins: { named: { does: 'answer', status: 302, headers: AWAY, body: '<a href="{{origin:other}}/?t={{secret}}">moved</a>' } }, expect: { is: 'scrubbed', keeps: ['moved'] } },
  { id: 'redirect-fragment-secret', title: 'The secret stands in the fragment of a redirect', origins: { named: { does: 'answer', status: 302, headers: [['Location', '{{origin:other}}/caught#t={{secret}}']] } }, expect: { is: 'scrubbed' } },
  { id: 'redirect-post-303', title: 'A POST is redirected by 303 to another origin', origins: { named: { does: 'answer', status: 303, headers: AWAY } }, steps: [post('/x', 'text of the caller')], expect: { is: 'scrubbed' } },
  { id: 'redirect-post-307', title: 'A POST is redirected by 307, which would take its body along', origins: { named: { does: 'answer', status: 307, headers: AWAY } }, steps: [post('/x', 'text of the caller')], expect: { is: 'scrubbed' } },
  { id: 'redirect-then-asked', title: 'The caller goes where a redirect led, and asks for the same credential', origins: { named: { does: 'answer', status: 302, headers: AWAY } }, steps: [get('/x'), get('{{origin:other}}/caught')], expect: { is: 'scrubbed' } },
] // prettier-ignore

export const REDIRECT_CASES: readonly AttackCase[] = attacks(2, {}, [
  ...away, ...styles, ...more, ...places, ...secure, ...ways,
]) // prettier-ignore
