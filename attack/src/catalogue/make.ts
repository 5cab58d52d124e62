import type { AttackCase, Expected, Feature, Send, Step, Surface, Wire } from '../contract/attack-case.ts'
import type { Behaviour } from '../contract/behaviour.ts'
import type { Content } from '../contract/content.ts'
import type { CredentialName, OriginName } from '../contract/laboratory.ts'
import type { Names } from '../contract/names.ts'

/** Every way in by which a request can be made as method, URL, headers and body. */
export const STRUCTURED: readonly Surface[] = [
  'reverse',
  'json-api',
  'mcp',
  'mcp-stdio',
  'absolute-form',
  'connect',
  'h2-client',
]
/** Those, and the commands, of which each run costs a process. */
export const WITH_COMMANDS: readonly Surface[] = [...STRUCTURED, 'cli', 'cli-client']
/** Where a client speaks HTTP/1.1 to the proxy itself. */
export const SOCKETS: readonly Surface[] = ['reverse', 'absolute-form']

/** What a row of a table may leave out. */
export interface Row {
  readonly id: string
  readonly title: string
  readonly surfaces?: readonly Surface[]
  readonly needs?: readonly Feature[]
  readonly credential?: CredentialName
  readonly origins?: Readonly<Partial<Record<OriginName, Behaviour>>>
  readonly names?: Names
  readonly steps?: readonly Step[]
  readonly expect?: Expected
  readonly limit?: number
}

/** Completes rows to attacks of a family; `usual` is what rows leave out. */
export function attacks(
  family: AttackCase['family'],
  usual: Omit<Row, 'id' | 'title'>,
  rows: readonly Row[],
): AttackCase[] {
  return rows.map((row) => complete(family, 'attack', { ...usual, ...row }))
}

/** The same for benign twins. */
export function twins(
  family: AttackCase['family'],
  usual: Omit<Row, 'id' | 'title'>,
  rows: readonly Row[],
): AttackCase[] {
  return rows.map((row) => complete(family, 'benign', { ...usual, ...row }))
}

function complete(family: AttackCase['family'], kind: AttackCase['kind'], row: Row): AttackCase {
  const {
    id,
    title,
    surfaces = STRUCTURED,
    needs = [],
    credential = 'bearer',
    origins = {},
    steps = [get('/x')],
  } = row
  const expect = row.expect ?? { is: 'contained' }
  return { id, family, kind, title, surfaces, needs: [...FEATURES_OF[credential], ...needs], credential, origins, steps, expect,
    ...(row.names === undefined ? {} : { names: row.names }), ...(row.limit === undefined ? {} : { limit: row.limit }) } // prettier-ignore
}

const MORE: readonly Feature[] = ['several-credentials', 'header-injection']

/** What it takes to use each credential of the laboratory. */
const FEATURES_OF: Readonly<Record<CredentialName, readonly Feature[]>> = {
  bearer: [],
  header: MORE,
  basic: ['several-credentials', 'basic'],
  query: ['several-credentials', 'query-injection'],
  awkward: ['several-credentials', 'basic'],
  punctuated: ['several-credentials'],
  long: MORE,
  prefix: MORE,
  big: ['several-credentials'],
  jwt: ['several-credentials'],
  hexadecimal: MORE,
  tls: ['tls-origin'],
  h2: ['h2-origin'],
  elsewhere: ['tls-origin'],
  inside: ['inside-origin', 'address-guard'],
  wild: ['wildcard'],
  byname: ['names'],
  plainname: ['names'],
  publicname: ['names', 'several-credentials'],
  bywild: ['names', 'wildcard'],
  unbound: ['several-credentials'],
  policed: ['several-credentials', 'policy'],
}

/** A request for a path of the origin `named`, or for a whole URL. */
export function get(url: Content, more: Omit<Send, 'do' | 'url'> = {}): Send {
  const whole = typeof url === 'string' && url.startsWith('/') ? `{{origin:named}}${url}` : url
  return { do: 'send', url: whole, ...more }
}

export const post = (url: Content, body: Content, more: Omit<Send, 'do' | 'url' | 'body'> = {}): Send =>
  get(url, { method: 'POST', body, ...more })

/** Bytes to the proxy's socket, for a path of the origin `named`. */
export const wire = (bytes: Content, more: Omit<Wire, 'do' | 'bytes'> = {}): Wire => ({
  do: 'wire',
  url: '{{origin:named}}/wire',
  bytes,
  ...more,
})
