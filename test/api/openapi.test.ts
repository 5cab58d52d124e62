import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { ERRORS } from '../../src/domain/errors.ts'
import { ROUTES } from '../../src/surfaces/api/routes/index.ts'
import { startApi, type ApiServer } from './support-api.ts'

interface Operation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, unknown>>
  readonly requestBody?: unknown
  readonly parameters?: readonly { readonly name: string }[]
}
interface Document {
  readonly openapi: string
  readonly info: { readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties?: object }>> }
}

let api: ApiServer
let document: Document

beforeAll(async () => {
  api = await startApi()
  document = (await api.call('GET', '/openapi.json', { key: null })).json as Document
})
afterAll(async () => {
  await api.close()
})

it('is served to anyone, under each of its names', async () => {
  expect(document.openapi).toBe('3.1.0')
  for (const path of ['/v1/openapi.json', '/api/v1/openapi.json', '/openapi.json?x']) {
    expect((await api.call('GET', path, { key: null })).json).toEqual(document)
  }
  const { json } = await api.call('GET', '/health', { key: null })
  expect(document.info.version).toBe((json as { version: string }).version)
})

describe.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_, route) => {
  const operation = (): Operation | undefined => document.paths[route.path]?.[route.method.toLowerCase()]

  it('is in it, with its statuses, body and parameters', () => {
    const statuses = Object.keys(operation()?.responses ?? {})
    expect(operation()?.operationId).toBe(route.operationId)
    for (const code of route.errors) expect(statuses).toContain(String(ERRORS[code].status))
    for (const status of [route.status, 400, 401, 403, 429, 500, 503])
      expect(statuses).toContain(String(status))
    expect(operation()?.requestBody === undefined).toBe(route.body === undefined)
    const names = (operation()?.parameters ?? []).map(({ name }) => name)
    expect(names.includes('Idempotency-Key')).toBe(route.idempotent === true)
  })
})

it('has every code, and refers to nothing that is not in it', () => {
  expect(document.components.schemas['Error']?.properties).toMatchObject({
    error: { enum: Object.keys(ERRORS) },
  })
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name]) => name,
  )
  expect(names.length).toBeGreaterThan(50)
  expect(new Set(names).difference(new Set(Object.keys(document.components.schemas)))).toEqual(new Set())
  expect(JSON.stringify(document)).not.toMatch(/"\$(?:schema|id|defs)"/)
})

test('operations have names of their own', () => {
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
})
