import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { World } from '../audit/support-outcomes.ts'
import { auditEvents } from '../support/audit-events.ts'

let world: World
beforeAll(async () => {
  world = await World.begin()
})
afterAll(() => world.end())

const ask = (path: string, more: Record<string, string> = {}): Promise<Response> =>
  fetch(`${world.server.url}/${world.target.origin}${path}`, {
    headers: {
      Authorization: `Bearer ${world.keys.agent}`,
      'X-Vultrino-Credential': 'free-api',
      ...more,
    },
  })

it('a request that would give its own API key to the target is refused, and says why', async () => {
  const key = world.keys.agent
  const encoded = key.replaceAll('_', '%5f')
  const asked: (() => Promise<Response>)[] = [
    () => ask(`/p/${key}`),
    () => ask(`/p?key=a${encoded}`),
    () => ask('/p', { 'X-Note': `key:(${key})` }),
    () => ask('/p', { Cookie: `a=b${encoded}` }),
  ]
  for (const one of asked) {
    const answer = await one()
    const text = await answer.text()
    expect([answer.status, answer.headers.get('x-vultrino-error')], text).toEqual([400, 'invalid_request'])
    expect(text).toContain('the Vultrino API key of this request stands in')
    expect(text).not.toContain(key)
  }
  expect((await ask('/p/vk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')).status).toBe(200)
  expect(JSON.stringify(auditEvents(join(world.owner.folder, 'data')))).not.toContain(key)
})
