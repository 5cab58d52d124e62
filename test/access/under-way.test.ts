import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Credential, CredentialInfo } from '../../src/domain/credential.ts'
import type { RunningServer } from '../support/product.ts'
import { proxiedGet } from '../support/raw-client.ts'
import { changeRole, makeKey, revoke, type MadeKey } from './installation.ts'
import { ask, brokenOff, install, type Installed } from './served.ts'

let installed: Installed
let server: RunningServer

beforeAll(async () => {
  installed = await install('[limits]\nfailed_auth_per_minute = 0')
  server = await installed.product.serve()
})
afterAll(() => installed.remove())

/** A key that the server knows by now. */
async function knownKey(): Promise<MadeKey> {
  const { vault, target } = installed
  const key = await makeKey(vault)
  await expect.poll(async () => (await ask(server.url, target, key)).status).toBe(200)
  return key
}

it.each([
  ['revoked', 401, 'unauthorized', (key: MadeKey) => revoke(installed.vault, key)],
  ['narrowed', 403, 'forbidden', (key: MadeKey) => changeRole(installed.vault, key, { scopes: ['other'] })],
] as const)('a request whose answer has not begun is answered by us: %s', async (_, status, code, end) => {
  const { target } = installed
  const key = await knownKey()
  const answer = ask(server.url, target, { token: key.token, path: '/hang' })
  await expect.poll(() => target.open()).toBe(1)
  await end(key)
  const { status: got, headers } = await answer
  expect([got, headers.get('x-vultrino-error')]).toEqual([status, code])
  await expect.poll(() => target.open()).toBe(0)
})

it.each(['1.0', '1.1'])('a client that does not read is cut off too, HTTP/%s', async (version) => {
  const { vault, target } = installed
  const key = await knownKey()
  const { port } = new URL(server.url)
  const socket = connect(Number(port), '127.0.0.1')
  const auth = `Authorization: Bearer ${key.token}`
  socket.on('error', () => undefined)
  socket.write(
    proxiedGet('github-api', `${target.origin}/flood`, [auth]).replace('HTTP/1.1', `HTTP/${version}`),
  )
  await once(socket, 'readable')
  await expect.poll(() => target.open()).toBe(1)
  await revoke(vault, key)
  await expect.poll(() => target.open(), { timeout: 1500, interval: 20 }).toBe(0)
  // HTTP/1.0 has no other way to say that a body was broken off than a reset.
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.resume()
  await closed
})

it('on one connection, what comes after a cut request is served as ever', async () => {
  const { vault, target } = installed
  const [lost, kept] = [await knownKey(), await knownKey()]
  const { port } = new URL(server.url)
  const socket = connect(Number(port), '127.0.0.1')
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  const get = (path: string, { token }: MadeKey): string =>
    proxiedGet('github-api', `${target.origin}${path}`, [`Authorization: Bearer ${token}`])
  socket.write(get('/hang', lost).replace('Connection: close\r\n', ''))
  await expect.poll(() => target.open()).toBe(1)
  await revoke(vault, lost)
  await expect.poll(() => text).toContain('HTTP/1.1 401')
  socket.write(get('/', kept))
  await once(socket, 'close')
  expect(text).toMatch(/HTTP\/1\.1 200[^]*fine/)
})

it('a listener that other machines can reach is refused until there is a key', async () => {
  const fresh = await install()
  try {
    const bind = ['serve', '--bind', '0.0.0.0:0']
    for (const args of [bind, [...bind, '--workers', '2']]) {
      const { code, stderr } = await fresh.product.cli(args)
      expect([code, stderr]).toEqual([2, expect.stringContaining('needs API keys') as string])
    }
    const key = await makeKey(fresh.vault)
    const program = join(import.meta.dirname, '../../bin/vultrino.js')
    const child = spawn(process.execPath, [program, ...bind], { env: fresh.product.env })
    let told = ''
    child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()))
    await expect.poll(() => told, { timeout: 20_000 }).toMatch(/:\d+/)
    const url = `http://127.0.0.1:${/0\.0\.0\.0:(\d+)/.exec(told)?.[1] ?? ''}`
    expect((await ask(url, fresh.target, key)).status).toBe(200)
    expect((await ask(url, fresh.target)).status).toBe(401)
    child.kill('SIGTERM')
    await once(child, 'close')
  } finally {
    fresh.remove()
  }
})

it.each<[string, string, (info: CredentialInfo) => Partial<Credential> | null]>([
  ['deleted', 'not_found', () => null],
  ['renamed', 'not_found', () => ({ alias: 'renamed' })],
  [
    'bound elsewhere',
    'destination_denied',
    ({ binding }) => ({ binding: binding.map((one) => ({ ...one, port: 1 })) }),
  ],
  ['bound to nothing', 'destination_denied', () => ({ binding: [] })],
])('an answer ends when its credential is %s', async (name, code, change) => {
  const { vault, target, product } = installed
  const key = await knownKey()
  const alias = `brief-${name.replaceAll(' ', '-')}`
  const added = await product.cli(
    ['add', '--alias', alias, '--key', '-', '--host', target.origin],
    'sk-0123456789',
  )
  expect(added.code).toBe(0)
  const edit = (by: typeof change): Promise<void> =>
    vault.change((draft) => {
      const info = draft.find(alias)
      if (info === undefined) throw new Error('there is no credential')
      const changes = by(info)
      if (changes === null) draft.remove(info.id)
      else draft.put({ ...draft.unseal(info.id), ...changes })
    })
  await expect.poll(async () => (await ask(server.url, target, { ...key, alias })).status).toBe(200)
  const answer = await ask(server.url, target, { token: key.token, alias, path: '/drip' })
  const other = await ask(server.url, target, { token: key.token, path: '/drip' })
  const ended = brokenOff(answer)
  await edit(() => ({ description: `${name} next`, updatedAt: new Date().toISOString() }))
  await expect.poll(async () => (await vaultSeen()).includes(`${name} next`)).toBe(true)
  expect(target.open()).toBe(2)
  await edit(change)
  expect(await ended).toBe(true)
  await expect.poll(() => target.open()).toBe(1)
  const cut = (): boolean =>
    installed.audit().some((line) => line['outcome'] === 'cut' && line['error'] === code)
  await expect.poll(cut).toBe(true)
  await revoke(vault, key)
  expect(await brokenOff(other)).toBe(true)
})

/** What the server says of its credentials. */
async function vaultSeen(): Promise<string> {
  const key = await makeKey(installed.vault, { permissions: ['read'] })
  const answer = await fetch(`${server.url}/v1/credentials`, {
    headers: { Authorization: `Bearer ${key.token}` },
  })
  return answer.text()
}
