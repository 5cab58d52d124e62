/** One documented request and what is documented to come back. */
export interface Sample {
  readonly title: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly status: number
  /** What the answer holds at least; `ANY` stands for whatever text. */
  readonly answer: unknown
}

export const ANY = 'whatever text'
/** Stands for a target on loopback. */
export const TARGET = 'https://api.github.com'

/** What the samples speak of, made beforehand. */
export const GIVEN: readonly Pick<Sample, 'path' | 'body'>[] = [
  {
    path: '/v1/credentials',
    body: {
      alias: 'github-api',
      type: 'api_key',
      data: { key: '0123456789abcdef' },
      description: 'GitHub personal access token',
      hosts: [TARGET],
    },
  },
  {
    path: '/v1/credentials',
    body: { alias: 'stripe-api', type: 'api_key', data: { key: 'fedcba9876543210' } },
  },
  { path: '/v1/credentials', body: { alias: 'old-api', type: 'api_key', data: { key: 'an-old-key-value' } } },
  { path: '/v1/roles', body: { name: 'old-role', permissions: ['read'] } },
  { path: '/v1/roles', body: { name: 'role-123', permissions: ['read', 'execute'] } },
  { path: '/v1/keys', body: { name: 'key-123', role_id: 'role-123' } },
]

const CREDENTIAL = { id: ANY, alias: 'github-api', type: 'api_key', created_at: ANY, updated_at: ANY }
const EXECUTE = {
  credential: 'github-api',
  action: 'http.request',
  params: {
    method: 'GET',
    url: `${TARGET}/user`,
    headers: { Accept: 'application/json' },
    body: null,
  },
}

/** The HTTP chapter of the reference, request by request, in its order. */
export const SAMPLES: readonly Sample[] = [
  {
    title: 'execute a proxied request',
    method: 'POST',
    path: '/v1/execute',
    body: EXECUTE,
    status: 200,
    answer: {
      status: 200,
      headers: { 'content-type': 'application/json', 'x-ratelimit-remaining': '4999' },
      body: '{"login":"username"}',
    },
  },
  {
    title: 'execute, as the API summary prints it',
    method: 'POST',
    path: '/v1/execute',
    body: { ...EXECUTE, params: { ...EXECUTE.params, headers: {} } },
    status: 200,
    answer: { status: 200 },
  },
  {
    title: 'list credentials',
    method: 'GET',
    path: '/v1/credentials',
    status: 200,
    answer: {
      credentials: [
        { ...CREDENTIAL, description: 'GitHub personal access token' },
        { id: ANY, alias: 'old-api' },
        { id: ANY, alias: 'stripe-api', type: 'api_key', description: null },
      ],
    },
  },
  {
    title: 'one credential',
    method: 'GET',
    path: '/v1/credentials/github-api',
    status: 200,
    answer: { ...CREDENTIAL, description: 'GitHub personal access token', metadata: {} },
  },
  {
    title: 'one credential that is not there',
    method: 'GET',
    path: '/v1/credentials/nothing',
    status: 404,
    answer: { error: 'not_found', message: ANY, details: {} },
  },
  {
    title: 'create a credential',
    method: 'POST',
    path: '/v1/credentials',
    body: {
      alias: 'new-api-key',
      type: 'api_key',
      data: { key: 'secret_key_value' },
      description: 'Description of this credential',
      metadata: { team: 'backend' },
    },
    status: 201,
    answer: { id: ANY, alias: 'new-api-key' },
  },
  {
    title: 'create it again',
    method: 'POST',
    path: '/v1/credentials',
    body: { alias: 'new-api-key', type: 'api_key', data: { key: 'your_api_key' } },
    status: 409,
    answer: { error: 'conflict' },
  },
  {
    title: 'create a basic_auth credential',
    method: 'POST',
    path: '/v1/credentials',
    body: { alias: 'basic', type: 'basic_auth', data: { username: 'user', password: 'pass' } },
    status: 201,
    answer: { id: ANY, alias: 'basic' },
  },
  {
    title: 'create a credential with its fields beside the others, as the MCP tool has them',
    method: 'POST',
    path: '/v1/credentials',
    body: { alias: 'flat', type: 'api_key', key: 'ghp_example', description: 'flat' },
    status: 201,
    answer: { id: ANY, alias: 'flat' },
  },
  {
    title: 'create an oauth2 credential, a type that is not built yet',
    method: 'POST',
    path: '/v1/credentials',
    body: {
      alias: 'oauth',
      type: 'oauth2',
      data: {
        client_id: 'xxx',
        client_secret: 'xxx',
        refresh_token: 'xxx',
        access_token: 'xxx',
        expires_at: '2024-02-15T10:30:00Z',
      },
    },
    status: 400,
    answer: { error: 'invalid_request' },
  },
  {
    title: 'delete a credential',
    method: 'DELETE',
    path: '/v1/credentials/old-api',
    status: 200,
    answer: { success: true },
  },
  {
    title: 'list roles',
    method: 'GET',
    path: '/v1/roles',
    status: 200,
    answer: {
      roles: [
        { id: ANY, name: 'admin' },
        {
          id: ANY,
          name: 'executor',
          description: ANY,
          permissions: ['execute'],
          credential_scopes: [],
          created_at: ANY,
        },
        { id: ANY, name: 'read-only' },
        { name: 'old-role' },
        { id: ANY, name: 'role-123', permissions: ['read', 'execute'] },
      ],
    },
  },
  {
    title: 'create a role',
    method: 'POST',
    path: '/v1/roles',
    body: {
      name: 'github-reader',
      description: 'Read-only GitHub access',
      permissions: ['read', 'execute'],
      credential_scopes: ['github-*'],
    },
    status: 201,
    answer: { id: ANY, name: 'github-reader' },
  },
  {
    title: 'delete a role',
    method: 'DELETE',
    path: '/v1/roles/old-role',
    status: 200,
    answer: { success: true },
  },
  {
    title: 'list keys',
    method: 'GET',
    path: '/v1/keys',
    status: 200,
    answer: {
      keys: [
        { name: 'administrator', last_used_at: ANY },
        {
          id: ANY,
          name: 'key-123',
          key_prefix: ANY,
          role_id: ANY,
          expires_at: null,
          last_used_at: null,
          created_at: ANY,
        },
      ],
    },
  },
  {
    title: 'create a key (its year moved on)',
    method: 'POST',
    path: '/v1/keys',
    body: { name: 'new-app-key', role_id: 'role-123', expires_at: '2099-12-31T23:59:59Z' },
    status: 201,
    answer: { id: ANY, key: ANY, name: 'new-app-key' },
  },
  {
    title: 'revoke a key',
    method: 'DELETE',
    path: '/v1/keys/key-123',
    status: 200,
    answer: { success: true },
  },
  { title: 'health', method: 'GET', path: '/health', status: 200, answer: { status: 'ok', version: ANY } },
]
