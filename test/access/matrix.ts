/** What an operation asks of whoever does it. */
export type Need = 'nothing' | 'read' | 'write' | 'update' | 'delete' | 'execute' | 'everything'

/** Who asks: what their role gives them. */
export interface Rights {
  readonly permissions: readonly string[]
  /** Whether the role's scopes cover the credential that is asked about; `none`: it has no scopes. */
  readonly scopes: 'none' | 'covering' | 'elsewhere'
}

export interface Operation {
  readonly name: string
  readonly needs: Need
  /** It is about one credential. */
  readonly scoped?: true
  /** `n`: a number never used before; `target`: origin of the target. */
  readonly http: (n: number, target: string) => HttpCall
  readonly cli: (n: number, target: string) => readonly string[]
  /** Exit code of the owner's command, where it is not 0: what it names is not there. */
  readonly asOwner?: number
  /** It uses up the credential `in-spare`, which has to be there. */
  readonly spends?: true
}

export interface HttpCall {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const PERMISSIONS = ['read', 'write', 'update', 'delete', 'execute']

/** Every set of permissions a role can have, under every kind of scope. */
export const RIGHTS: readonly Rights[] = Array.from({ length: 31 }, (_, i) =>
  PERMISSIONS.filter((_permission, bit) => ((i + 1) >> bit) % 2 === 1),
).flatMap((permissions) =>
  (['none', 'covering', 'elsewhere'] as const).map((scopes) => ({ permissions, scopes })),
)

export const SCOPES = { none: [], covering: ['in-*'], elsewhere: ['out-*'] } satisfies Record<
  Rights['scopes'],
  string[]
>

/** The rule, told a second time. */
export function mayDo({ permissions, scopes }: Rights, { needs, scoped }: Operation): boolean {
  if (needs === 'nothing') return true
  if (needs === 'everything') return permissions.length === PERMISSIONS.length && scopes === 'none'
  return permissions.includes(needs) && (scoped !== true || scopes !== 'elsewhere')
}

const get = (path: string): HttpCall => ({ method: 'GET', path })
const send = (method: string, path: string, body: unknown): HttpCall => ({ method, path, body })
const URL_IN_PATH = { 'X-Vultrino-Credential': 'in-a' }

/** Every operation there is, by HTTP and by command. */
export const OPERATIONS: readonly Operation[] = [
  { name: 'whoami', needs: 'nothing', http: () => get('/v1/whoami'), cli: () => ['whoami'] },
  {
    name: 'a proxied request',
    needs: 'execute',
    scoped: true,
    http: (_, target) => ({ method: 'GET', path: `/${target}/me`, headers: URL_IN_PATH }),
    cli: (_, target) => ['request', 'in-a', `${target}/me`],
  },
  {
    name: 'execute',
    needs: 'execute',
    scoped: true,
    http: (_, target) =>
      send('POST', '/v1/execute', {
        credential: 'in-a',
        action: 'http.request',
        params: { method: 'POST', url: `${target}/me`, body: 'x' },
      }),
    cli: (_, target) => ['request', '-c', 'in-a', '-X', 'POST', '-d', 'x', `${target}/me`],
  },
  {
    name: 'list credentials',
    needs: 'read',
    http: () => get('/v1/credentials'),
    cli: () => ['list'],
  },
  {
    name: 'get a credential',
    needs: 'read',
    scoped: true,
    http: () => get('/v1/credentials/in-a'),
    cli: () => ['get', 'in-a'],
  },
  {
    name: 'get a credential that is not there',
    asOwner: 3,
    needs: 'read',
    scoped: true,
    http: () => get('/v1/credentials/in-nothing'),
    cli: () => ['get', 'in-nothing'],
  },
  {
    name: 'add a credential',
    needs: 'write',
    scoped: true,
    http: (n) =>
      send('POST', '/v1/credentials', { alias: `in-${n}`, type: 'api_key', data: { key: `secret-${n}` } }),
    cli: (n) => ['add', '--alias', `in-${n}`, '--key', `secret-${n}`],
  },
  {
    name: 'describe a credential',
    needs: 'update',
    scoped: true,
    http: (n) => send('PATCH', '/v1/credentials/in-a', { description: `text ${n}` }),
    cli: (n) => ['update', 'in-a', '--description', `text ${n}`],
  },
  {
    name: 'bind a credential',
    needs: 'update',
    scoped: true,
    http: (n) => send('POST', '/v1/credentials/in-a/bind', { hosts: [`h${n}.example.com`] }),
    cli: (n) => ['bind', 'in-a', `h${n}.example.com`],
  },
  {
    name: 'unbind a credential',
    asOwner: 2,
    needs: 'update',
    scoped: true,
    http: () => send('POST', '/v1/credentials/in-a/unbind', { hosts: ['never.example.com'] }),
    cli: () => ['unbind', 'in-a', 'never.example.com'],
  },
  {
    name: 'delete a credential',
    needs: 'delete',
    scoped: true,
    spends: true,
    http: () => ({ method: 'DELETE', path: '/v1/credentials/in-spare' }),
    cli: () => ['delete', '--force', 'in-spare'],
  },
  { name: 'list roles', needs: 'everything', http: () => get('/v1/roles'), cli: () => ['role', 'list'] },
  {
    name: 'get a role',
    needs: 'everything',
    http: () => get('/v1/roles/executor'),
    cli: () => ['role', 'get', 'executor'],
  },
  {
    name: 'create a role',
    needs: 'everything',
    http: (n) => send('POST', '/v1/roles', { name: `made-${n}`, permissions: ['read'] }),
    cli: (n) => ['role', 'create', `made-${n}`, '--permissions', 'read'],
  },
  {
    name: 'update a role',
    needs: 'everything',
    http: (n) => send('PATCH', '/v1/roles/spare', { description: `text ${n}` }),
    cli: (n) => ['role', 'update', 'spare', '--description', `text ${n}`],
  },
  {
    name: 'delete a role',
    asOwner: 3,
    needs: 'everything',
    http: () => ({ method: 'DELETE', path: '/v1/roles/never-made' }),
    cli: () => ['role', 'delete', 'never-made'],
  },
  { name: 'list keys', needs: 'everything', http: () => get('/v1/keys'), cli: () => ['key', 'list'] },
  {
    name: 'get a key',
    needs: 'everything',
    http: () => get('/v1/keys/administrator'),
    cli: () => ['key', 'get', 'administrator'],
  },
  {
    name: 'create a key',
    needs: 'everything',
    http: (n) => send('POST', '/v1/keys', { name: `made-${n}`, role: 'read-only' }),
    cli: (n) => ['key', 'create', `made-${n}`, '--role', 'read-only'],
  },
  {
    name: 'revoke a key',
    asOwner: 3,
    needs: 'everything',
    http: () => ({ method: 'DELETE', path: '/v1/keys/never-made' }),
    cli: () => ['key', 'revoke', 'never-made'],
  },
]

/** Methods that a path has; every other one is refused whoever asks. */
export const PATHS: Readonly<Record<string, readonly string[]>> = {
  '/v1/whoami': ['GET', 'HEAD'],
  '/v1/execute': ['POST'],
  '/v1/credentials': ['GET', 'HEAD', 'POST'],
  '/v1/credentials/in-a': ['GET', 'HEAD', 'PATCH', 'DELETE'],
  '/v1/credentials/in-a/bind': ['POST'],
  '/v1/credentials/in-a/unbind': ['POST'],
  '/v1/roles': ['GET', 'HEAD', 'POST'],
  '/v1/roles/executor': ['GET', 'HEAD', 'PATCH', 'DELETE'],
  '/v1/keys': ['GET', 'HEAD', 'POST'],
  '/v1/keys/administrator': ['GET', 'HEAD', 'DELETE'],
}
