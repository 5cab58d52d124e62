import type { AttackCase } from '../contract/attack-case.ts'
import { attacks, get, post, STRUCTURED, type Row } from './make.ts'

/** Spellings of the path `/admin/keys`, which the policy of `policed` denies. */
const PATHS = [
  '/admin', '/admin/', '/admin/keys', '/./admin/keys', '/x/../admin/keys', '/x/%2e%2e/admin/keys', '/x/.%2e/admin/keys', '/%2e/admin/keys',
  '//admin/keys', '///admin//keys', '/%61dmin/keys', '/%61%64%6d%69%6e/keys', '/admin%2fkeys', '/admin%2Fkeys', '/ADMIN/keys', '/Admin/keys',
  '/admin;x=1/keys', '/admin/;/keys', '/;/admin/keys', '/admin/keys?x=1', '/admin/keys#frag', '/admin?/keys', '/admin%3f/keys', '/x/..;/admin/keys',
  '/x\\..\\admin\\keys', '/x/%5c../admin/keys', '/admin%00/keys', '/admin%20/keys', '/%2561dmin/keys', '/x/%252e%252e/admin/keys', '/admin%09/keys',
  '/x/..%2fadmin/keys', '/x/y/../../admin/keys', '/x/%2e%2e%2fadmin%2fkeys', '/admin/../admin/keys', '/admin/./keys', '/\u0061dmin/keys',
  '/%c0%ae%c0%ae/admin/keys', '/adm\u0131n/../admin/keys', '/admin%2e/../admin/x', '/ａdmin/../admin/keys',
] // prettier-ignore
const paths = PATHS.map((path, at): Row => ({
  id: `policy-path-${String(at + 1)}`,
  title: `A denied path, spelt ${JSON.stringify(path)}`,
  steps: [get(path)],
  expect: /%20|%2561|%252e%252e|%c0%ae|%09/.test(path) ? { is: 'contained' } : { is: 'blocked' },
}))

const METHODS = [
  'DELETE',
  'delete',
  'Delete',
  'PUT',
  'PATCH',
  'OPTIONS',
  'MOVE',
  'get',
  'Post',
  'CONNECT',
  'TRACE',
] as const
const methods = METHODS.map((method, at): Row => ({
  id: `policy-method-${String(at + 1)}`,
  title: `A method that is not allowed: ${method}`,
  steps: [get('/free', { method })],
  expect: { is: 'blocked' },
}))
const overrides = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'x-http-method-OVERRIDE', 'X_HTTP_Method_Override'].map((name, at): Row => ({
  id: `policy-override-${String(at + 1)}`,
  title: `A POST that asks to be taken for DELETE by ${name}`,
  steps: [post('/free', 'x', { headers: [[name, 'DELETE']] })],
  expect: { is: 'blocked' },
})) // prettier-ignore
const forms: Row[] = (['/free?_method=DELETE', '/free?a=1&_method=delete', '/free?%5fmethod=DELETE', '/free?_HttpMethod=DELETE'] as const).map((path, at) => ({
  id: `policy-override-query-${String(at + 1)}`,
  title: `A POST that asks to be taken for DELETE in its query: ${path}`,
  steps: [post(path, '')],
  expect: { is: 'blocked' },
})) // prettier-ignore

const QUERIES = [
  'danger=yes',
  'a=1&danger=yes',
  'danger=yes&danger=no',
  'danger=no&danger=yes',
  '%64anger=yes',
  'danger=%79es',
  'DANGER=yes',
  'danger[]=yes',
  'danger=yes%20',
  'danger=+yes',
  '&&danger=yes',
] as const
const queries = QUERIES.map((query, at): Row => ({
  id: `policy-query-${String(at + 1)}`,
  title: `A query that is denied, spelt ${query}`,
  needs: ['policy-query'],
  steps: [get(`/free?${query}`)],
  expect: { is: 'blocked' },
}))

const JSON_TYPE = [['Content-Type', 'application/json']] as const
const BODIES: readonly (readonly [
  id: string,
  body:
    | string
    | { readonly of: string; readonly through: readonly ['gzip'] }
    | readonly [{ readonly fill: string; readonly size: number }, string],
  headers?: readonly (readonly [string, string])[],
])[] = [
  ['plain', '{"danger":"yes"}'],
  ['spaces', ' { "danger" : "yes" } '],
  ['escaped-value', '{"danger":"\\u0079es"}'],
  ['escaped-name', '{"\\u0064anger":"yes"}'],
  ['twice', '{"danger":"no","danger":"yes"}'],
  ['twice-reversed', '{"danger":"yes","danger":"no"}'],
  ['case', '{"Danger":"yes"}'],
  ['case-value', '{"danger":"YES"}'],
  ['padded', [{ fill: ' ', size: 1_200_000 }, '{"danger":"yes"}']],
  ['gzip', { of: '{"danger":"yes"}', through: ['gzip'] }, [['Content-Encoding', 'gzip']]],
  ['no-type', '{"danger":"yes"}', [['X-No', 'type']]],
  ['text-type', '{"danger":"yes"}', [['Content-Type', 'text/plain']]],
  ['comment', '{/* */"danger":"yes"}'],
  ['trailing', '{"danger":"yes"} {"danger":"no"}'],
  ['bom', '\ufeff{"danger":"yes"}'],
  ['batch', '[{"danger":"yes"}]'],
  ['utf-7', '{"danger":"yes"}', [['Content-Type', 'application/json; charset=utf-7']]],
]
const bodies = BODIES.map(([id, body, headers]): Row => ({
  id: `policy-body-${id}`,
  title: `A body that is denied, dressed up (${id})`,
  needs: ['policy-body'],
  surfaces: ['reverse', 'json-api', 'mcp', 'absolute-form', 'connect'],
  steps: [post('/free', body, { headers: headers ?? JSON_TYPE })],
  expect: { is: 'blocked' },
}))
const allowed: Row[] = [
  { id: 'policy-chunked-body', title: 'A denied body in chunks of one byte', needs: ['policy-body'], surfaces: ['reverse', 'absolute-form', 'connect'], steps: [post('/free', '{"danger":"yes"}', { headers: JSON_TYPE, chunked: { size: 1 } })], expect: { is: 'blocked' } },
  { id: 'policy-redirected', title: 'A denied path in the absolute form of the request line', surfaces: ['absolute-form', 'connect', 'h2-client'], steps: [get('/x/../admin/keys')], expect: { is: 'blocked' } },
] // prettier-ignore

export const POLICY_CASES: readonly AttackCase[] = attacks(6, { credential: 'policed', surfaces: STRUCTURED }, [
  ...paths, ...methods, ...overrides, ...forms, ...queries, ...bodies, ...allowed,
]) // prettier-ignore
