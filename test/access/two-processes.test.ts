import { request } from 'node:http'
import { expect, it } from 'vitest'
import { startApi } from '../api/support-api.ts'
import { createControlPlane } from '../../src/manage/control-plane.ts'
import type { ControlPlane } from '../../src/ports/control-plane.ts'
import { codeOf, Desk, wanted } from '../manage/desk.ts'

const KEY = { name: 'k', role: 'ci', expiresAt: null }
const ROLE = { name: 'ci', description: null, permissions: ['read'], scopes: [] }

/** What one process did is done first; what another, that was not told, is asked then. */
it.each<[string, (c: ControlPlane) => Promise<unknown>, (c: ControlPlane) => Promise<unknown>, string]>([
  ['a key of a new role', (c) => c.createRole(ROLE), (c) => c.createKey(KEY), 'ok'],
  ['a new role', (c) => c.createRole(ROLE), (c) => c.getRole('ci'), 'ok'],
  ['a new role, listed', (c) => c.createRole(ROLE), async (c) => listed(await c.listRoles(), 'ci'), 'ok'],
  ['a new key', (c) => c.createKey({ ...KEY, role: 'admin' }), (c) => c.getKey('k'), 'ok'],
  ['a new credential', (c) => c.addCredential(wanted('b')), (c) => c.getCredential('b'), 'ok'],
  ['one that is gone', (c) => c.deleteCredential('a'), (c) => c.getCredential('a'), 'not_found'],
])('sees at once what another process made: %s', async (_, first, then, ends) => {
  using desk = await Desk.open()
  await desk.owner.addCredential(wanted('a'))
  const elsewhere = createControlPlane({ ...desk.management, vault: await desk.scratch.open() })
  await first(desk.owner)
  expect(await codeOf(then(elsewhere))).toBe(ends)
})

function listed(all: readonly { readonly name: string }[], name: string): void {
  if (!all.some((one) => one.name === name)) throw new Error('not listed')
}

/** Over a connection of its own, so that any worker may get it. */
function callAlone(url: string, method: string, path: string, key: string, body?: unknown): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
    const asked = request(`${url}${path}`, { method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        resolve({ status: answer.statusCode, json: JSON.parse(text === '' ? 'null' : text) as unknown })
      })
    })
    asked.on('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

interface Sent {
  readonly status: number | undefined
  readonly json: unknown
}

it('roles and keys made through one worker are good at once at every other', async () => {
  const api = await startApi()
  const server = await api.product.serve(['--bind', '127.0.0.1:0', '--workers', '2'])
  try {
    for (let round = 0; round < 12; round++) {
      const role = { name: `r${String(round)}`, permissions: ['read'] }
      expect(await callAlone(server.url, 'POST', '/v1/roles', api.adminKey, role)).toMatchObject({
        status: 201,
      })
      const made = await callAlone(server.url, 'POST', '/v1/keys', api.adminKey, {
        name: role.name,
        role: role.name,
      })
      expect(made).toMatchObject({ status: 201 })
      const { key } = made.json as { key: string }
      for (let use = 0; use < 2; use++) {
        expect(await callAlone(server.url, 'GET', '/v1/credentials', key)).toMatchObject({ status: 200 })
      }
    }
  } finally {
    await server.stop()
    await api.close()
  }
})
