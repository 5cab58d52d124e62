import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createControlPlane } from '../../src/manage/control-plane.ts'
import type { ControlPlane, Creation, NewApiKey, NewRole } from '../../src/ports/control-plane.ts'
import { ALL, codeOf, Desk, keyWith, wanted } from './desk.ts'

const ONCE: Creation = { idempotencyKey: 'a request of mine' }
const DAY = 86_400_000
const ROLE: NewRole = { name: 'ci', description: 'builds', permissions: ['read'], scopes: ['ci-*'] }
const KEY: NewApiKey = { name: 'builder', role: 'executor', expiresAt: null }
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

let desk: Desk
beforeEach(async () => {
  desk = await Desk.open()
})
afterEach(() => desk[Symbol.dispose]())

/** Each creation: what it makes, told by id; the same with other content; and how many there are then. */
interface Row {
  readonly make: (control: ControlPlane, creation?: Creation) => Promise<string>
  readonly other: (control: ControlPlane, creation: Creation) => Promise<unknown>
  readonly remove: (control: ControlPlane) => Promise<unknown>
  readonly count: (control: ControlPlane) => Promise<number>
}
const ROWS: Readonly<Record<string, Row>> = {
  credential: {
    make: async (c, creation) => (await c.addCredential(wanted('a'), creation)).credential.id,
    other: (c, creation) => c.addCredential(wanted('a', { hosts: ['b.example.com'] }), creation),
    remove: (c) => c.deleteCredential('a'),
    count: async (c) => (await c.listCredentials()).length,
  },
  role: {
    make: async (c, creation) => (await c.createRole(ROLE, creation)).id,
    other: (c, creation) => c.createRole({ ...ROLE, permissions: ['execute'] }, creation),
    remove: (c) => c.deleteRole('ci'),
    count: async (c) => (await c.listRoles()).filter(({ builtIn }) => !builtIn).length,
  },
  key: {
    make: async (c, creation) => (await c.createKey(KEY, creation)).key.id,
    other: (c, creation) => c.createKey({ ...KEY, role: 'read-only' }, creation),
    remove: (c) => c.revokeKey('builder'),
    count: async (c) => (await c.listKeys()).length,
  },
}

describe.each(Object.entries(ROWS))('a %s', (_, { make, other, remove, count }) => {
  it('is made once, however often it is asked for', async () => {
    const first = await make(desk.owner, ONCE)
    expect(first).toMatch(UUID)
    const { generation } = desk.management.vault
    expect(await make(desk.owner, ONCE)).toBe(first)
    expect(desk.management.vault.generation).toBe(generation)
    expect(await count(desk.owner)).toBe(1)
  })

  it('is made once by many at once, in two processes', async () => {
    const vault = await desk.scratch.open()
    const elsewhere = createControlPlane({ ...desk.management, vault })
    const ids = await Promise.all(
      Array.from({ length: 8 }, (_unused, i) => make(i % 2 === 0 ? desk.owner : elsewhere, ONCE)),
    )
    expect(new Set(ids).size).toBe(1)
    await vault.refresh()
    expect(await count(elsewhere)).toBe(1)
  })

  it('of other content under the same key is refused', async () => {
    await make(desk.owner, ONCE)
    expect(await codeOf(other(desk.owner, ONCE))).toBe('idempotency_mismatch')
    expect(await count(desk.owner)).toBe(1)
  })

  it('under another key, or by another caller, is another one', async () => {
    const first = await make(desk.owner, ONCE)
    expect(await codeOf(other(desk.owner, { idempotencyKey: 'another' }))).toBe('conflict')
    await desk.owner.createKey({ name: 'k', role: 'admin', expiresAt: null })
    const { id } = (await desk.owner.getKey('k')) as { id: string }
    expect(await codeOf(other(desk.as(keyWith(ALL, [], id)), ONCE))).toBe('conflict')
    await remove(desk.owner)
    expect(await make(desk.as(keyWith(ALL, [], id)), ONCE)).not.toBe(first)
  })

  it('that was removed is made anew', async () => {
    const first = await make(desk.owner, ONCE)
    await remove(desk.owner)
    expect(await make(desk.owner, ONCE)).toBe(first)
  })

  it.each(['', 'x'.repeat(256), 'ä', 'a\nb'])('takes no key like %j', async (idempotencyKey) => {
    expect(await codeOf(make(desk.owner, { idempotencyKey }))).toBe('invalid_request')
    expect(await count(desk.owner)).toBe(0)
  })

  it('is refused to whoever may not make it, repetition or not', async () => {
    await make(desk.owner, ONCE)
    expect(await codeOf(make(desk.as({ kind: 'local', permissions: ['read'] }), ONCE))).toBe('forbidden')
  })
})

it('one key serves each kind of thing once', async () => {
  const ids = await Promise.all(Object.values(ROWS).map(({ make }) => make(desk.owner, ONCE)))
  expect(new Set(ids).size).toBe(3)
})

it('the text of an API key is given once, to one of many', async () => {
  const made = await Promise.all(Array.from({ length: 5 }, () => desk.owner.createKey(KEY, ONCE)))
  expect(made.filter(({ token }) => token !== null)).toHaveLength(1)
  expect((await desk.owner.createKey(KEY, ONCE)).token).toBeNull()
  expect(desk.bearer(made.find(({ token }) => token !== null)?.token ?? null).keyName).toBe('builder')
})

it('an expiry that counts from now is the same in the repetition', async () => {
  const from = (now: number): NewApiKey => ({ ...KEY, expiresAt: now + 30 * DAY })
  const { key } = await desk.owner.createKey(from(desk.now), ONCE)
  desk.now += 60_000
  expect((await desk.owner.createKey(from(desk.now), ONCE)).key).toEqual(key)
  expect((await desk.owner.createKey(from(desk.now - 60_000), ONCE)).key).toEqual(key)
  expect(await codeOf(desk.owner.createKey(from(desk.now + DAY), ONCE))).toBe('idempotency_mismatch')
  expect(await codeOf(desk.owner.createKey(KEY, ONCE))).toBe('idempotency_mismatch')
})

it.each<[string, NewRole]>([
  ['another role', { ...ROLE, name: 'other', permissions: ALL, scopes: [] }],
  ['the same role', ROLE],
])('the keys of a deleted role are not brought back by %s under the same key', async (_, again) => {
  await desk.owner.createRole(ROLE, ONCE)
  const { token } = await desk.owner.createKey({ ...KEY, role: 'ci' })
  await desk.owner.deleteRole('ci')
  expect(await codeOf(desk.owner.createRole(again, ONCE))).toBe('idempotency_mismatch')
  expect(() => desk.bearer(token)).toThrow('good for nothing')
  await desk.owner.revokeKey(KEY.name)
  expect(await codeOf(desk.owner.createRole(again, ONCE))).toBe('ok')
})
