import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { aesGcm } from '../../src/adapters/crypto/aes-gcm.node.ts'
import type { ApiKeyInfo } from '../../src/domain/api-key.ts'
import { BUILT_IN_ROLES } from '../../src/domain/built-in-roles.ts'
import { PERMISSIONS } from '../../src/domain/principal.ts'
import type { Role } from '../../src/domain/role.ts'
import { AccessIndex } from '../../src/vault/access-index.ts'
import { unwrapDataKey } from '../../src/vault/data-key.ts'
import { SealedRecords } from '../../src/vault/sealed-records.ts'
import { formatVaultFile, parseVaultFile } from '../../src/vault/vault-file.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { optionsIn, sampleCredential, Scratch } from './scratch.ts'

const LONG = process.env['VULTRINO_LONG_TESTS'] === '1'
const NOW = '2024-01-15T10:30:00.000Z'

const roleOf = (name: string, changes: Partial<Role> = {}): Role => ({
  id: randomUUID(),
  name,
  description: null,
  permissions: ['read'],
  scopes: [],
  builtIn: false,
  createdAt: NOW,
  updatedAt: NOW,
  ...changes,
})
const keyOf = (name: string, roleId: string, changes: Partial<ApiKeyInfo> = {}): ApiKeyInfo => ({
  id: randomUUID(),
  name,
  prefix: 'vk_a1b2c3d4',
  roleId,
  hash: `hash of ${name}`,
  createdAt: NOW,
  expiresAt: null,
  ...changes,
})
const ADMIN = BUILT_IN_ROLES.find(({ name }) => name === 'admin')?.id ?? ''

describe('the index of keys', () => {
  it('gives each key what its role gives, stored or built in', () => {
    const ci = roleOf('ci', { permissions: ['execute'], scopes: ['ci-*', 'x'] })
    const index = new AccessIndex(
      [keyOf('a', ci.id, { expiresAt: NOW }), keyOf('b', ADMIN), keyOf('c', randomUUID())],
      [ci],
    )
    const a = index.grantOf('hash of a')
    expect(a?.expiresAt).toBe(Date.parse(NOW))
    expect(a?.principal).toMatchObject({
      keyName: 'a',
      role: 'ci',
      permissions: ['execute'],
      scopes: ['ci-*', 'x'],
    })
    expect(['ci-1', 'x', 'xx', 'ci'].map((alias) => a?.principal?.covers(alias))).toEqual([
      true,
      true,
      false,
      false,
    ])
    const b = index.grantOf('hash of b')
    expect(b).toMatchObject({ expiresAt: null, principal: { role: 'admin', permissions: PERMISSIONS } })
    expect(b?.principal?.covers('anything')).toBe(true)
    expect(index.grantOf('hash of c')).toMatchObject({ principal: undefined })
    expect(index.grantOf('hash of d')).toBeUndefined()
    expect(index.grantOf('__proto__')).toBeUndefined()
  })

  it('answers for any number of aliases, again and again', () => {
    const ci = roleOf('ci', { scopes: ['*7'] })
    const caller = new AccessIndex([keyOf('a', ci.id)], [ci]).grantOf('hash of a')?.principal
    for (let i = 0; i < 6000; i++) expect(caller?.covers(`n${String(i % 3000)}`)).toBe(i % 10 === 7)
  })

  it('keeps a grant while neither its key nor its role changes', async () => {
    using scratch = new Scratch()
    const vault = await scratch.create()
    const other = await scratch.open()
    const [ci, cd] = [roleOf('ci'), roleOf('cd')]
    const [a, b] = [keyOf('a', ci.id), keyOf('b', cd.id)]
    await vault.change(({ records }) => {
      records.put('role', ci)
      records.put('role', cd)
      records.put('api_key', a)
      records.put('api_key', b)
    })
    const grants = (): unknown[] => [vault.grantOf(a.hash), vault.grantOf(b.hash)]
    const [ofA, ofB] = grants()
    await other.change((draft) => draft.put(sampleCredential('x')))
    await vault.refresh()
    await other.change((draft) => draft.put(sampleCredential('y')))
    await vault.refresh()
    expect(grants()[0]).toBe(ofA)
    await other.change(({ records }) => records.put('role', { ...ci, permissions: ['execute'] }))
    await vault.refresh()
    expect(grants()[0]).not.toBe(ofA)
    expect(grants()[0]).toMatchObject({ principal: { permissions: ['execute'] } })
    expect(grants()[1]).toBe(ofB)
    const good = scratch.read()
    scratch.write('')
    await expect(vault.refresh()).rejects.toThrow()
    expect(() => vault.grantOf(b.hash)).toThrow(expect.objectContaining({ code: 'vault_damaged' }))
    expect(() => vault.keysExist).toThrow(expect.objectContaining({ code: 'vault_damaged' }))
    scratch.write(good)
    await vault.refresh()
    expect(grants()[1]).toBe(ofB)
  })
})

const names = fc.constantFrom('a', 'b', 'c', '__proto__')
const operation = fc.oneof(
  fc.record({
    act: fc.constant('role' as const),
    name: names,
    permissions: fc.subarray([...PERMISSIONS], { minLength: 1 }),
    scopes: fc.subarray(['a-*', '?', '[a-z]*']),
  }),
  fc.record({ act: fc.constant('key' as const), name: names, role: names, expires: fc.boolean() }),
  fc.record({
    act: fc.constantFrom('no role' as const, 'no key' as const, 'credential' as const),
    name: names,
  }),
  fc.record({ act: fc.constantFrom('reopen' as const, 'other process' as const), name: names }),
)
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never

class Model {
  readonly roles = new Map<string, Role>()
  readonly keys = new Map<string, ApiKeyInfo>()

  /** What changes by it, or nothing. */
  async apply(op: Operation, vault: Vault): Promise<void> {
    if (op.act === 'role') {
      const { permissions, scopes } = op
      const role = { ...(this.roles.get(op.name) ?? roleOf(op.name)), permissions, scopes }
      await vault.change(({ records }) => records.put('role', role))
      this.roles.set(op.name, role)
    } else if (op.act === 'key') {
      const roleId = this.roles.get(op.role)?.id ?? ADMIN
      const id = this.keys.get(op.name)?.id ?? randomUUID()
      const key = keyOf(op.name, roleId, { id, expiresAt: op.expires ? NOW : null })
      await vault.change(({ records }) => records.put('api_key', key))
      this.keys.set(op.name, key)
    } else if (op.act === 'no role') {
      const role = this.roles.get(op.name)
      if (role !== undefined) await vault.change(({ records }) => records.delete('role', role.id))
      this.roles.delete(op.name)
    } else if (op.act === 'no key') {
      const key = this.keys.get(op.name)
      if (key !== undefined) await vault.change(({ records }) => records.delete('api_key', key.id))
      this.keys.delete(op.name)
    } else if (op.act === 'credential' && vault.find(op.name) === undefined) {
      await vault.change((draft) => draft.put(sampleCredential(op.name)))
    }
  }

  agreesWith(vault: Vault): void {
    const byName = <T extends { name: string }>(list: Iterable<T>): T[] =>
      [...list].sort((a, b) => (a.name < b.name ? -1 : 1))
    expect(byName(vault.records.list('role'))).toEqual(byName(this.roles.values()))
    expect(byName(vault.records.list('api_key'))).toEqual(byName(this.keys.values()))
    for (const name of ['a', 'b', 'c', '__proto__']) {
      expect(vault.records.find('role', name)).toEqual(this.roles.get(name))
      const key = this.keys.get(name)
      const role = [...this.roles.values(), ...BUILT_IN_ROLES].find(({ id }) => id === key?.roleId)
      const grant = vault.grantOf(`hash of ${name}`)
      expect(grant?.keyId).toBe(key?.id)
      expect(grant?.principal?.permissions).toEqual(role?.permissions)
      expect(grant?.principal?.scopes).toEqual(role?.scopes)
      expect(grant?.expiresAt).toBe(
        key === undefined ? undefined : key.expiresAt && Date.parse(key.expiresAt),
      )
    }
  }
}

it('roles and keys agree with a Map under random operations, reopening and a second process', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
      using scratch = new Scratch()
      const model = new Model()
      let [vault, other] = [await scratch.create(), await scratch.open()]
      for (const op of operations) {
        if (op.act === 'reopen') vault = await scratch.open()
        else if (op.act === 'other process') [vault, other] = [other, vault]
        else await model.apply(op, vault)
        await vault.refresh()
        model.agreesWith(vault)
      }
    }),
    { numRuns: LONG ? 500 : 40 },
  )
})

it('a record of one kind is none of another', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const role = roleOf('same')
  await vault.change((draft) => {
    draft.records.put('role', role)
    draft.records.put('api_key', keyOf('same', role.id))
    draft.put(sampleCredential('same'))
  })
  expect(vault.list()).toHaveLength(1)
  expect(vault.records.get('api_key', role.id)).toBeUndefined()
  await expect(vault.change(({ records }) => records.delete('api_key', role.id))).rejects.toMatchObject({
    code: 'not_found',
    details: { kind: 'key' },
  })
  await expect(vault.change(({ records }) => records.put('role', roleOf('same')))).rejects.toMatchObject({
    code: 'conflict',
    details: { kind: 'role', name: 'same' },
  })
  await expect(vault.change((draft) => draft.put(sampleCredential('same')))).rejects.toMatchObject({
    details: { alias: 'same' },
  })
})

it('a key revoked by another process is gone by itself', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const key = keyOf('a', ADMIN)
  await vault.change(({ records }) => records.put('api_key', key))
  const other = await scratch.open()
  vault.follow()
  expect(vault.grantOf(key.hash)?.principal).toBeDefined()
  await other.change(({ records }) => records.delete('api_key', key.id))
  await vi.waitFor(() => expect(vault.grantOf(key.hash)).toBeUndefined(), { timeout: 5_000 })
})

it('a vault from before there were roles and keys has none, and takes them', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  await vault.change((draft) => draft.put(sampleCredential('a')))
  expect(parseVaultFile(scratch.read(), aesGcm).records.map(({ kind }) => kind)).toEqual(['credential'])
  const later = await scratch.open()
  expect([later.records.list('role'), later.records.list('api_key'), later.keysExist]).toEqual([
    [],
    [],
    false,
  ])
  expect(later.grantOf('any')).toBeUndefined()
  await later.change(({ records }) => records.put('api_key', keyOf('k', ADMIN)))
  expect((await scratch.open()).grantOf('hash of k')?.principal?.role).toBe('admin')
})

it('carries along what a newer version wrote beside roles and keys', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const future = { id: randomUUID(), name: 'admin' }
  await vault.change(({ records }) => records.put('role', roleOf('ci')))
  // What a version with one more kind of record would do.
  const file = parseVaultFile(scratch.read(), aesGcm)
  const { password, ...ports } = optionsIn(scratch.folder)
  const records = new SealedRecords(await unwrapDataKey(file.header, password, ports), aesGcm)
  const entries = [...records.openFile(file), records.seal('approval', 1, future, { by: 'someone' })]
  scratch.write(formatVaultFile(records.sealFile(file.header, file.generation + 1, entries), aesGcm))
  const later = await scratch.open()
  await later.change(({ records }) => records.put('api_key', keyOf('k', ADMIN)))
  expect(
    parseVaultFile(scratch.read(), aesGcm).records.map(({ kind, id }) => [kind, id === future.id]),
  ).toEqual([
    ['role', false],
    ['approval', true],
    ['api_key', false],
  ])
})
