import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { VultrinoError } from '../../src/domain/errors.ts'
import type { CreatedApiKey } from '../../src/ports/control-plane.ts'
import { ALL, codeOf, Desk, keyWith } from './desk.ts'

const DAY = 86_400_000

let desk: Desk
beforeEach(async () => {
  desk = await Desk.open()
})
afterEach(() => desk[Symbol.dispose]())

const create = (name: string, expiresAt: number | null = null, role = 'executor'): Promise<CreatedApiKey> =>
  desk.owner.createKey({ name, role, expiresAt })
const textOf = ({ token }: CreatedApiKey): string => token?.reveal() ?? ''

it('is shown once, and known by its prefix from then on', async () => {
  const made = await create('my-app', desk.now + 30 * DAY)
  const text = textOf(made)
  expect(text).toMatch(/^vk_[a-z0-9]{32}$/)
  expect(made.key).toEqual({
    id: made.key.id,
    name: 'my-app',
    prefix: text.slice(0, 11),
    roleId: (await desk.owner.getRole('executor')).id,
    role: 'executor',
    createdAt: '2024-01-15T10:30:00.000Z',
    expiresAt: '2024-02-14T10:30:00.000Z',
    lastUsedAt: null,
  })
  expect(desk.bearer(made.token)).toMatchObject({ keyName: 'my-app', permissions: ['execute'], scopes: [] })
  const seen = JSON.stringify([await desk.owner.listKeys(), made, desk.audit.entries, desk.audit.results])
  expect(seen).not.toContain(text.slice(11))
  expect(desk.scratch.read().includes(text)).toBe(false)
})

it('is another one each time', async () => {
  const texts = new Set<string>()
  for (let i = 0; i < 20; i++) texts.add(textOf(await create(`k${i}`)))
  expect(texts.size).toBe(20)
  expect((await desk.owner.listKeys()).map(({ name }) => name)).toEqual(
    Array.from({ length: 20 }, (_, i) => `k${i}`),
  )
})

it('is found by its id, its name, its beginning and itself, and by nothing else', async () => {
  const made = await create('my-app')
  const text = textOf(made)
  for (const name of [made.key.id, 'my-app', text.slice(0, 8), text.slice(0, 10), made.key.prefix, text]) {
    expect((await desk.owner.getKey(name)).id).toBe(made.key.id)
  }
  const other = text.endsWith('a') ? 'b' : 'a'
  for (const name of ['my', 'My-app', text.slice(0, 12), `${text.slice(0, -1)}${other}`, 'executor']) {
    expect([name, await codeOf(desk.owner.getKey(name))]).toEqual([name, 'not_found'])
  }
  for (const name of ['', 'vk_', text.slice(0, 7), 'a b', `${text}x/`]) {
    expect([name, await codeOf(desk.owner.getKey(name))]).toEqual([name, 'invalid_request'])
  }
})

it('no error and no record holds more of a key than its prefix', async () => {
  const text = textOf(await create('my-app'))
  await desk.owner.revokeKey(text)
  expect(desk.audit.entries.at(-1)).toMatchObject({ action: 'key.revoke', credential: 'my-app' })
  for (const name of [text, `x${text}`, `${text}${text}`]) {
    const thrown = await desk.owner.revokeKey(name).catch((error: unknown) => error as VultrinoError)
    expect(JSON.stringify((thrown as VultrinoError).toBody())).not.toContain(text.slice(11, 20))
  }
  for (const name of [text, `a.${text}`]) {
    expect(await codeOf(create(name))).toBe('invalid_request')
    expect(await codeOf(create('b', null, name))).toBe('invalid_request')
  }
  expect(JSON.stringify(desk.audit.entries)).not.toContain(text.slice(11, 20))
})

it('is not guessed at where several begin alike', async () => {
  const { key } = await create('one')
  const { vault } = desk.management
  const twin = { ...key, id: desk.management.random.uuid(), name: 'two', hash: 'f'.repeat(64) }
  const { id, name, prefix, roleId, hash, createdAt, expiresAt } = twin
  await vault.change(({ records }) =>
    records.put('api_key', { id, name, prefix, roleId, hash, createdAt, expiresAt }),
  )
  await expect(desk.owner.revokeKey(prefix)).rejects.toMatchObject({
    code: 'conflict',
    details: { kind: 'key_prefix', name: prefix },
  })
  expect(await desk.owner.listKeys()).toHaveLength(2)
  expect((await desk.owner.revokeKey('two')).id).toBe(id)
})

it('is good for nothing once it was revoked, and still counts as made', async () => {
  const made = await create('my-app')
  expect(await desk.owner.revokeKey(made.key.prefix)).toEqual(made.key)
  expect(() => desk.bearer(made.token)).toThrow('good for nothing')
  expect(await desk.owner.listKeys()).toEqual([])
  expect(desk.management.vault.keysExist).toBe(true)
  expect(await codeOf(create('my-app'))).toBe('ok')
})

it('marks the vault when it is the first', async () => {
  expect(desk.management.vault.keysExist).toBe(false)
  expect(await codeOf(create('a', null, 'none'))).toBe('not_found')
  expect(desk.management.vault.keysExist).toBe(false)
  await create('a')
  expect(desk.management.vault.keysExist).toBe(true)
})

it('says what is wrong in words about keys and roles', async () => {
  await create('a')
  await expect(create('a')).rejects.toMatchObject({
    code: 'conflict',
    message: "There is already an API key named 'a'",
  })
  await expect(create('b', null, 'none')).rejects.toMatchObject({ message: "Role 'none' not found" })
  await expect(desk.owner.getKey('none')).rejects.toMatchObject({ message: "API key 'none' not found" })
  for (const expiresAt of [desk.now, desk.now - 1, NaN, 8.64e15]) {
    expect(await codeOf(create('b', expiresAt))).toBe('invalid_request')
  }
})

it('takes a role that goes meanwhile for gone', async () => {
  await desk.owner.createRole({ name: 'ci', description: null, permissions: ['read'], scopes: [] })
  desk.audit.meanwhile = () => desk.owner.deleteRole('ci')
  expect(await codeOf(create('a', null, 'ci'))).toBe('not_found')
  expect(await desk.owner.listKeys()).toEqual([])
})

it('shows when it was last used', async () => {
  const { key } = await create('my-app')
  desk.management.usage.note(key.id, desk.now + 5)
  expect((await desk.owner.getKey('my-app')).lastUsedAt).toBe('2024-01-15T10:30:00.005Z')
  expect(await desk.owner.listKeys()).toMatchObject([{ lastUsedAt: '2024-01-15T10:30:00.005Z' }])
})

describe('a key that manages keys', () => {
  it('gives no longer life than its own', async () => {
    const { token } = await create('temporary', desk.now + 7 * DAY, 'admin')
    const control = desk.as(desk.bearer(token))
    const give = (expiresAt: number | null): Promise<string> =>
      codeOf(control.createKey({ name: `k${String(expiresAt)}`, role: 'executor', expiresAt }))
    expect(await give(null)).toBe('invalid_request')
    expect(await give(desk.now + 7 * DAY + 1)).toBe('invalid_request')
    expect(await give(desk.now + 7 * DAY)).toBe('ok')
  })

  it('may end itself, and is then nobody', async () => {
    const { token, key } = await create('admin', null, 'admin')
    const control = desk.as(desk.bearer(token))
    expect(await control.whoAmI()).toEqual({
      kind: 'key',
      permissions: ALL,
      scopes: [],
      keyName: 'admin',
      keyPrefix: key.prefix,
      role: 'admin',
      expiresAt: null,
    })
    await control.revokeKey('admin')
    expect(await codeOf(control.whoAmI())).toBe('unauthorized')
    expect(await codeOf(control.createKey({ name: 'x', role: 'admin', expiresAt: null }))).toBe(
      'unauthorized',
    )
  })
})

it('the owner and the local user are told what they may', async () => {
  expect(await desk.owner.whoAmI()).toMatchObject({ kind: 'owner', permissions: ALL, scopes: [] })
  const local = desk.as({ kind: 'local', permissions: ['read', 'execute'] })
  expect(await local.whoAmI()).toMatchObject({ kind: 'local', permissions: ['read', 'execute'], role: null })
})

it('nothing is done or shown to a key where it cannot be recorded', async () => {
  await create('a')
  desk.audit.broken = true
  for (const refused of [
    create('b'),
    desk.owner.revokeKey('a'),
    desk.owner.createRole({ name: 'r', description: null, permissions: ['read'], scopes: [] }),
    desk.as(keyWith(ALL)).listKeys(),
    desk.as(keyWith([])).listKeys(),
  ]) {
    expect(await codeOf(refused)).toBe('audit_unavailable')
  }
  expect(await desk.owner.listKeys()).toMatchObject([{ name: 'a' }])
})
