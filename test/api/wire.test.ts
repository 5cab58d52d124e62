import { afterAll, beforeAll, expect, it, test } from 'vitest'
import { exchangeRaw } from '../support/raw-client.ts'
import { startApi, type ApiServer } from './support-api.ts'

let api: ApiServer

beforeAll(async () => {
  api = await startApi({ management_per_minute: 0, failed_auth_per_minute: 0 })
})
afterAll(async () => {
  await api.close()
})

/** One request as its bytes; the last on its connection unless told otherwise. */
function request(line: string, fields: readonly string[] = [], body = '', last = true): string {
  const head = [
    `${line} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${api.adminKey}`,
    ...(last ? ['Connection: close'] : []),
    ...fields,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

const send = async (text: string): Promise<string> => (await exchangeRaw(api.url, text)).toString('latin1')
const statuses = (text: string): string[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, code]) => code ?? '')
const JSON_TYPE = 'Content-Type: application/json'

it('several requests share a connection, whatever became of each', async () => {
  const role = '{"name":"wire","permissions":["read"]}'
  const text = [
    request('GET /v1/whoami', [], '', false),
    request('POST /v1/roles', [JSON_TYPE, `Content-Length: ${String(role.length)}`], role, false),
    request('POST /v1/roles', [JSON_TYPE, 'Content-Length: 1'], '{', false),
    // Its body is not wanted, and is passed over.
    request('DELETE /v1/credentials/a', ['Content-Length: 5'], 'HTTP/', false),
    request('POST /v1/nothing', [JSON_TYPE, 'Content-Length: 2'], '{}', false),
    request('HEAD /v1/roles', [], '', false),
    request('GET /v1/roles/wire'),
  ].join('')
  expect(statuses(await send(text))).toEqual(['200', '201', '400', '404', '404', '200', '200'])
})

it('a chunked body is read', async () => {
  const chunks = '10\r\n{"name":"chunks"\r\n18\r\n,"permissions":["read"]}\r\n0\r\n\r\n'
  const answer = await send(request('POST /v1/roles', [JSON_TYPE, 'Transfer-Encoding: chunked'], chunks))
  expect(statuses(answer)).toEqual(['201'])
})

it('HEAD has the length of GET, and no body', async () => {
  const [head, get] = [await send(request('HEAD /v1/roles')), await send(request('GET /v1/roles'))]
  const length = (text: string): string | undefined => /^Content-Length: (\d+)/m.exec(text)?.[1]
  expect(length(head)).toBe(length(get))
  expect(head.split('\r\n\r\n')[1]).toBe('')
})

it('a client that asks first is told to go on only if its body is wanted', async () => {
  const expecting = [JSON_TYPE, 'Expect: 100-continue']
  const role = '{"name":"asked","permissions":["read"]}'
  const wanted = await send(
    request('POST /v1/roles', [...expecting, `Content-Length: ${String(role.length)}`], role),
  )
  expect(statuses(wanted)).toEqual(['100', '201'])
  const tooLarge = await send(request('POST /v1/roles', [...expecting, 'Content-Length: 2000000']))
  expect(statuses(tooLarge)).toEqual(['413'])
  const nobody = request('POST /v1/roles', [...expecting, 'Content-Length: 9']).replace(
    /vk_\w+/,
    'vk_nothing',
  )
  expect(statuses(await send(nobody))).toEqual(['401'])
})

it('an endless body ends in a refusal', async () => {
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const answer = await send(
    request('POST /v1/roles', [JSON_TYPE, 'Transfer-Encoding: chunked'], chunk.repeat(20)),
  )
  expect(statuses(answer)).toEqual(['413'])
})

test.each([
  ['GET /v1/roles#x', '404'],
  ['GET /v1//roles', '404'],
  ['GET /V1/roles', '404'],
  ['GET /api/roles', '404'],
  ['GET /api/api/v1/roles', '404'],
  ['GET /v1/../health', '404'],
  ['GET /v1/credentials/%2e%2e%2fhealth', '400'],
  ['GET /v1/credentials/a%00', '400'],
  ['GET http://localhost/v1/roles', '400'],
  ['PUT /v1/roles', '405'],
  ['TRACE /v1/roles', '405'],
])('%s: %s', async (line, status) => {
  expect(statuses(await send(request(line)))).toEqual([status])
})

test.each([
  [['Idempotency-Key: a', 'Idempotency-Key: b'], '400'],
  [['Idempotency-Key:'], '400'],
  [['Idempotency-Key: \xe9'], '400'],
  [['Content-Type: application/json', 'Content-Type: application/json'], '400'],
  [['Content-Type: Application/JSON;charset="UTF-8"'], '201'],
])('%j', async (fields, status) => {
  const role = `{"name":"fields-${status}","permissions":["read"]}`
  const type = fields.some((field) => field.startsWith('Content-Type')) ? [] : [JSON_TYPE]
  const answer = await send(
    request('POST /v1/roles', [...type, ...fields, `Content-Length: ${String(role.length)}`], role),
  )
  expect(statuses(answer)).toEqual([status])
})
