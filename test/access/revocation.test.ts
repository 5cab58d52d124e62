import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningServer } from '../support/product.ts'
import { changeRole, deleteRole, makeKey, revoke, type MadeKey, type NewKey } from './installation.ts'
import { ask, brokenOff, install, type Installed } from './served.ts'

let installed: Installed
let servers: RunningServer[]

beforeAll(async () => {
  installed = await install('[limits]\nfailed_auth_per_minute = 0')
  await makeKey(installed.vault)
  servers = [
    await installed.product.serve(),
    await installed.product.serve(['--bind', '127.0.0.1:0', '--workers', '2']),
  ]
})
afterAll(() => installed.remove())

/** Streams of one key, some through each server, all dripping. */
async function streams(key: MadeKey): Promise<readonly Response[]> {
  const { target } = installed
  // A new key is known within half a second.
  for (const { url } of [...servers, ...servers, ...servers]) {
    await expect.poll(async () => (await ask(url, target, { token: key.token })).status).toBe(200)
  }
  const urls = servers.flatMap(({ url }) => [url, url, url])
  const answers = await Promise.all(urls.map((url) => ask(url, target, { token: key.token, path: '/drip' })))
  expect(answers.map(({ status }) => status)).toEqual(urls.map(() => 200))
  expect(target.open()).toBe(urls.length)
  return answers
}

const ENDINGS: Readonly<Record<string, readonly [NewKey, (key: MadeKey) => Promise<void>, string]>> = {
  'the key is revoked': [{}, (key) => revoke(installed.vault, key), 'unauthorized'],
  'its role is deleted': [{}, (key) => deleteRole(installed.vault, key), 'unauthorized'],
  'its role loses the permission': [
    {},
    (key) => changeRole(installed.vault, key, { permissions: ['read'] }),
    'forbidden',
  ],
  'its role is narrowed': [
    { scopes: ['github-*', 'stripe-*'] },
    (key) => changeRole(installed.vault, key, { scopes: ['stripe-*'] }),
    'forbidden',
  ],
}

it.each(Object.entries(ENDINGS))(
  'when %s, every stream of it ends within a second, in every process',
  async (_, [wanted, end, error]) => {
    const { vault, target } = installed
    const key = await makeKey(vault, wanted)
    const bystander = await makeKey(vault)
    const answers = await streams(key)
    await expect
      .poll(async () => (await ask(servers[0]?.url ?? '', target, { token: bystander.token })).status)
      .toBe(200)
    const other = await ask(servers[0]?.url ?? '', target, { token: bystander.token, path: '/drip' })
    const ended = Promise.all(answers.map(brokenOff))
    await end(key)
    await expect.poll(() => target.open(), { timeout: 1000, interval: 20 }).toBe(1)
    expect(await ended).toEqual(answers.map(() => true))
    await revoke(vault, bystander)
    expect(await brokenOff(other)).toBe(true)
    const cut = (): number =>
      installed.audit().filter((line) => line['outcome'] === 'cut' && line['error'] === error).length
    await expect.poll(cut).toBeGreaterThanOrEqual(answers.length)
  },
)

it('a key that expires ends its streams', async () => {
  const { vault, target } = installed
  const key = await makeKey(vault, { expiresAt: Date.now() + 4000 })
  const answers = await streams(key)
  expect(await Promise.all(answers.map(brokenOff))).toEqual(answers.map(() => true))
  await expect.poll(() => target.open()).toBe(0)
  expect((await ask(servers[0]?.url ?? '', target, { token: key.token })).status).toBe(401)
})

it('a change that takes nothing away ends nothing', async () => {
  const { vault, target } = installed
  const key = await makeKey(vault, { scopes: ['github-*'] })
  const answers = await streams(key)
  await changeRole(vault, key, { scopes: ['git*'], permissions: ['read', 'execute'], name: 'renamed' })
  await makeKey(vault)
  await expect
    .poll(async () => (await ask(servers[0]?.url ?? '', target, { token: key.token })).status)
    .toBe(200)
  expect(target.open()).toBe(answers.length)
  await revoke(vault, key)
  expect(await Promise.all(answers.map(brokenOff))).toEqual(answers.map(() => true))
})
