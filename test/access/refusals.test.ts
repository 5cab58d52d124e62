import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningServer } from '../support/product.ts'
import { deleteRole, makeKey, revoke, type MadeKey } from './installation.ts'
import { ask, install, type Installed } from './served.ts'

let installed: Installed
let server: RunningServer
let good: MadeKey

beforeAll(async () => {
  installed = await install('[limits]\nfailed_auth_per_minute = 30\nproxy_per_minute = 20')
  good = await makeKey(installed.vault, { scopes: ['github-*'] })
  server = await installed.product.serve()
})
afterAll(() => installed.remove())

/** What of an answer a caller could tell apart, request ids and dates aside. */
async function seen(response: Response): Promise<string> {
  const fields = [...response.headers].filter(([name]) => name !== 'date' && name !== 'x-vultrino-request-id')
  return JSON.stringify([response.status, fields, await response.text()])
}

it('keys that are unknown, expired, revoked or without a role get answers that are equal byte by byte', async () => {
  const { vault, target } = installed
  const [expired, revoked, orphan] = [
    await makeKey(vault, { expiresAt: Date.now() - 1 }),
    await makeKey(vault),
    await makeKey(vault),
  ]
  await revoke(vault, revoked)
  await deleteRole(vault, orphan)
  await expect.poll(async () => (await ask(server.url, target, revoked)).status).toBe(401)
  const tokens = [`vk_${'a'.repeat(32)}`, expired.token, revoked.token, orphan.token, `${good.token}x`]
  const answers = await Promise.all(
    tokens.map(async (token) => seen(await ask(server.url, target, { token }))),
  )
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toContain('Invalid or expired API key')
  expect(target.seen()).toBe(0)
})

it('once a key was made nobody is let in without one, also when it is revoked', async () => {
  const { vault, target, product } = installed
  expect((await ask(server.url, target)).status).toBe(401)
  const again = await install()
  try {
    const only = await makeKey(again.vault)
    await revoke(again.vault, only)
    const other = await again.product.serve()
    expect((await ask(other.url, again.target)).status).toBe(401)
    await other.stop()
  } finally {
    again.remove()
  }
  expect([vault.keysExist, product.folder]).toEqual([true, expect.any(String)])
})

it('a key made while it runs shuts the local user out within a second', async () => {
  const fresh = await install()
  try {
    const running = await fresh.product.serve()
    expect((await ask(running.url, fresh.target)).status).toBe(200)
    const stream = await ask(running.url, fresh.target, { path: '/drip' })
    expect(stream.status).toBe(200)
    await makeKey(fresh.vault)
    await expect.poll(() => fresh.target.open(), { timeout: 1000, interval: 20 }).toBe(0)
    expect((await ask(running.url, fresh.target)).status).toBe(401)
    await running.stop()
  } finally {
    fresh.remove()
  }
})

describe('a key', () => {
  it('reaches what its scopes cover, and does not learn what else there is', async () => {
    const { target } = installed
    expect((await ask(server.url, target, { token: good.token })).status).toBe(200)
    const [there, missing] = await Promise.all(
      ['stripe-api', 'stripe-nothing'].map(async (alias) => {
        const response = await ask(server.url, target, { token: good.token, alias })
        return [response.status, (await response.text()).replaceAll(alias, 'ALIAS')]
      }),
    )
    expect(there).toEqual(missing)
    expect(there?.[0]).toBe(403)
    expect((await ask(server.url, target, { token: good.token, alias: 'github-none' })).status).toBe(404)
  })

  it('without the execute permission makes no request', async () => {
    const { vault, target } = installed
    const reader = await makeKey(vault, { permissions: ['read', 'write', 'update', 'delete'] })
    const before = target.seen()
    await expect.poll(async () => (await ask(server.url, target, { token: reader.token })).status).toBe(403)
    expect(target.seen()).toBe(before)
  })

  it('counts for nothing in the query, and is sent to no target', async () => {
    const { target } = installed
    for (const name of ['key', 'api_key', 'token', 'access_token']) {
      const path = `/?${name}=${good.token}`
      expect((await ask(server.url, target, { path })).status).toBe(401)
    }
  })
})

it('another address in X-Forwarded-For does not make failures another peer’s', async () => {
  const { target } = installed
  let refused = 0
  for (let i = 0; i < 60; i++) {
    const headers = {
      'X-Forwarded-For': `192.0.2.${String(i)}`,
      'X-Real-IP': `192.0.2.${String(i)}`,
      Forwarded: `for=192.0.2.${String(i)}`,
    }
    const { status } = await ask(server.url, target, { token: `vk_guess${String(i)}`, headers })
    if (status === 429) refused += 1
    else expect(status).toBe(401)
  }
  expect(refused).toBeGreaterThanOrEqual(30)
  const limited = await ask(server.url, target, { token: 'vk_guess' })
  expect(limited.headers.get('x-vultrino-error')).toBe('rate_limited')
  // Whoever has a key is not locked out by whoever has none.
  expect((await ask(server.url, target, { token: good.token })).status).toBe(200)
})

it('a key over its limit is refused, with when it may come again, over all processes', async () => {
  const { vault, target, product } = installed
  const busy = await makeKey(vault)
  const other = await product.serve()
  const urls = [server.url, other.url]
  await expect.poll(async () => (await ask(server.url, target, busy)).status).not.toBe(401)
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => ask(urls[i % 2] ?? '', target, { token: busy.token })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(19)
  const refused = answers.find(({ status }) => status === 429)
  expect(await refused?.json()).toMatchObject({
    error: 'rate_limited',
    details: {
      limit: 20,
      remaining: 0,
      reset: expect.any(Number) as number,
      retry_after: expect.any(Number) as number,
    },
  })
  await other.stop()
})
