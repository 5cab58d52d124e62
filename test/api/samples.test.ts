import { afterAll, beforeAll, expect, it } from 'vitest'
import { ANY, GIVEN, SAMPLES, TARGET } from './samples.ts'
import { startApi, type ApiServer } from './support-api.ts'
import { startTarget, type Target } from './target.ts'

let api: ApiServer
let target: Target

/** A table's JSON with the loopback target in the place of the documented one. */
const placed = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value).replaceAll(TARGET, target.origin))

/** What is documented, as something to compare with. */
function documented(value: unknown): unknown {
  if (value === ANY) return expect.any(String) as unknown
  if (Array.isArray(value)) return value.map(documented)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, part]) => [name, documented(part)])
  return expect.objectContaining(Object.fromEntries(fields)) as unknown
}

beforeAll(async () => {
  target = await startTarget()
  api = await startApi()
  for (const { path, body } of GIVEN) {
    const { status, json } = await api.call('POST', path, { body: placed(body) })
    expect({ status, json }).toMatchObject({ status: 201 })
  }
})
afterAll(async () => {
  await api.close()
  await target.close()
})

it.each(SAMPLES.map((sample) => [sample.title, sample] as const))('%s', async (_, sample) => {
  const { method, path, body } = sample
  // A creation under each name of the API would be a conflict; what reads is the same under both.
  const paths = method === 'GET' && path.startsWith('/v1/') ? [path, `/api${path}`] : [path]
  for (const one of paths) {
    const { status, headers, json } = await api.call(
      method,
      one,
      body === undefined ? {} : { body: placed(body) },
    )
    expect({ status, json }).toEqual({ status: sample.status, json: documented(sample.answer) })
    expect(headers.get('content-type')).toBe('application/json')
  }
})
