import { expect, test } from 'vitest'
import { VultrinoError } from '../../domain/errors.ts'
import { createFindRoute } from './find-route.ts'
import { ROUTES } from './routes/index.ts'

const find = createFindRoute(ROUTES)

test.each([
  ['GET', '/v1/credentials', 'listCredentials', ''],
  ['HEAD', '/v1/credentials', 'listCredentials', ''],
  ['GET', '/v1/credentials?x=1', 'listCredentials', ''],
  ['GET', '/v1/credentials/github-api', 'getCredential', 'github-api'],
  ['GET', '/v1/credentials/github%2Dapi', 'getCredential', 'github-api'],
  ['GET', '/v1/credentials/a%2520b', 'getCredential', 'a%20b'],
  ['GET', '/v1/credentials/%C3%BC', 'getCredential', 'ü'],
  ['GET', '/v1/credentials/..a', 'getCredential', '..a'],
  ['POST', '/v1/credentials/a/bind', 'bindCredential', 'a'],
  ['DELETE', '/v1/keys/vk_12345678', 'revokeKey', 'vk_12345678'],
])('%s %s is %s of %j', (method, path, operationId, name) => {
  const found = find(method, path)
  expect({ operationId: found.route.operationId, name: found.name }).toEqual({ operationId, name })
})

const refusal = (method: string, path: string): unknown => {
  try {
    return find(method, path).route.operationId
  } catch (error) {
    return error instanceof VultrinoError ? error.code : error
  }
}

test.each([
  '/v1',
  '/v1/',
  '/v1/nothing',
  '/v1/credentials/',
  '/v1/Credentials',
  '/v1/%63redentials',
  '/v1//credentials',
  '/v1/./credentials',
  '/v1/roles/../credentials',
  '/v1/credentials/.',
  '/v1/credentials/..',
  '/v1/credentials/%2e%2E',
  '/v1/credentials/a/',
  '/v1/credentials/a/b',
  '/v1/credentials/a/bind/',
  '/v1/https://api.example.com/',
])('%s is no endpoint', (path) => {
  expect(refusal('GET', path)).toBe('no_such_endpoint')
})

test.each(['%', '%2', '%zz', '%2f', 'a%2Fb', 'a%5Cb', '%00', 'a%0d%0ab', '%ff', '%C3', '%ED%A0%80'])(
  'a name spelt %s is refused',
  (name) => {
    expect(refusal('GET', `/v1/credentials/${name}`)).toBe('invalid_request')
  },
)

test.each([
  ['DELETE', '/v1/credentials', ['GET', 'HEAD', 'POST']],
  ['PUT', '/v1/credentials/a', ['GET', 'HEAD', 'PATCH', 'DELETE']],
  ['GET', '/v1/execute', ['POST']],
  ['OPTIONS', '/v1/keys', ['GET', 'HEAD', 'POST']],
  ['get', '/v1/keys', ['GET', 'HEAD', 'POST']],
])('%s %s says what is allowed', (method, path, allow) => {
  expect(() => find(method, path)).toThrow(expect.objectContaining({ code: 'method_not_allowed' }) as Error)
  try {
    find(method, path)
  } catch (error) {
    expect((error as VultrinoError).details['allow']).toEqual(allow)
  }
})
