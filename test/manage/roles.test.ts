import { afterEach, beforeEach, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import type { NewRole, RoleChanges } from '../../src/ports/control-plane.ts'
import { ALL, codeOf, Desk, keyWith } from './desk.ts'

const TOKEN = `vk_${'a1b2c3d4'.repeat(4)}`
const role = (changes: Partial<NewRole> = {}): NewRole => ({
  name: 'ci',
  description: null,
  permissions: ['execute', 'read'],
  scopes: ['ci-*'],
  ...changes,
})

let desk: Desk
beforeEach(async () => {
  desk = await Desk.open()
})
afterEach(() => desk[Symbol.dispose]())

it('is kept as it was made, and found by name and id', async () => {
  const made = await desk.owner.createRole(role({ description: 'builds' }))
  expect(made).toEqual({
    id: made.id,
    name: 'ci',
    description: 'builds',
    permissions: ['read', 'execute'],
    scopes: ['ci-*'],
    builtIn: false,
    createdAt: '2024-01-15T10:30:00.000Z',
    updatedAt: '2024-01-15T10:30:00.000Z',
  })
  expect(await desk.owner.getRole('ci')).toEqual(made)
  expect(await desk.owner.getRole(made.id)).toEqual(made)
  const names = (await desk.owner.listRoles()).map(({ name }) => name)
  expect(names).toEqual(['admin', 'executor', 'read-only', 'ci'])
})

it('of the same name is taken as made only with the same content', async () => {
  const made = await desk.owner.createRole(role({ scopes: ['a', 'b'] }))
  expect(await desk.owner.createRole(role({ scopes: ['b', 'a'] }))).toEqual(made)
  await expect(desk.owner.createRole(role())).rejects.toMatchObject({
    code: 'conflict',
    message: "Role 'ci' already exists, with other content",
    details: { kind: 'role', name: 'ci' },
  })
})

it.each([
  ['admin', ALL],
  ['executor', ['execute']],
  ['read-only', ['read']],
])('%s is built in', async (name, permissions) => {
  const builtIn = { name, description: null, permissions, scopes: [] }
  const { generation } = desk.management.vault
  expect(await desk.owner.createRole(builtIn)).toEqual(await desk.owner.getRole(name))
  const conflict = { code: 'conflict', details: { kind: 'built_in_role', name } }
  const { id } = await desk.owner.getRole(name)
  for (const refused of [
    desk.owner.createRole({ ...builtIn, scopes: ['a-*'] }),
    desk.owner.createRole({ ...builtIn, description: 'mine' }),
    desk.owner.createRole({ ...builtIn, permissions: ['read', 'write'] }),
    desk.owner.updateRole(name, { description: 'mine' }),
    desk.owner.updateRole(id, { permissions: ALL }),
    desk.owner.deleteRole(name),
    desk.owner.deleteRole(id),
  ]) {
    await expect(refused).rejects.toMatchObject(conflict)
  }
  await desk.owner.createRole(role())
  await expect(desk.owner.updateRole('ci', { name })).rejects.toMatchObject(conflict)
  expect(desk.management.vault.generation).toBe(generation + 1)
})

it('changes in place, and its keys with it', async () => {
  const made = await desk.owner.createRole(role())
  const { token } = await desk.owner.createKey({ name: 'builder', role: 'ci', expiresAt: null })
  desk.now += 1000
  const changed = await desk.owner.updateRole('ci', { name: 'cd', permissions: ['execute'], scopes: [] })
  expect(changed).toEqual({
    ...made,
    name: 'cd',
    permissions: ['execute'],
    scopes: [],
    updatedAt: '2024-01-15T10:30:01.000Z',
  })
  expect(desk.bearer(token)).toMatchObject({ role: 'cd', permissions: ['execute'], scopes: [] })
  expect((await desk.owner.getKey('builder')).role).toBe('cd')
  expect(await codeOf(desk.owner.getRole('ci'))).toBe('not_found')
})

it('takes its keys along when it goes, and does not bring them back', async () => {
  await desk.owner.createRole(role())
  const { token, key } = await desk.owner.createKey({ name: 'builder', role: 'ci', expiresAt: null })
  const { id } = await desk.owner.deleteRole('ci')
  expect(id).toBe(key.roleId)
  expect(() => desk.bearer(token)).toThrow('good for nothing')
  expect(await desk.owner.listKeys()).toMatchObject([{ name: 'builder', role: null }])
  await desk.owner.createRole(role())
  expect(() => desk.bearer(token)).toThrow('good for nothing')
})

it.each<[string, RoleChanges, string]>([
  ['nothing', {}, 'invalid_request'],
  ['no permissions', { permissions: [] }, 'invalid_request'],
  ['a scope that fits nothing', { scopes: ['a b'] }, 'invalid_request'],
  ['a name that holds a key', { name: TOKEN }, 'invalid_request'],
  ['a description that holds a key', { description: TOKEN }, 'invalid_request'],
  ['the name of another', { name: 'other' }, 'conflict'],
  ['its own name', { name: 'ci' }, 'ok'],
  ['no description', { description: null }, 'ok'],
])('an update to %s ends as it should', async (_, changes, ends) => {
  await desk.owner.createRole(role())
  await desk.owner.createRole(role({ name: 'other' }))
  expect(await codeOf(desk.owner.updateRole('ci', changes))).toBe(ends)
})

it('speaks of roles, not of credentials, where one is missing', async () => {
  for (const missing of [
    desk.owner.getRole('no'),
    desk.owner.updateRole('no', { name: 'x' }),
    desk.owner.deleteRole('no'),
  ]) {
    await expect(missing).rejects.toMatchObject({ code: 'not_found', message: "Role 'no' not found" })
  }
  const thrown: unknown = await desk.owner.getRole(TOKEN).catch((error: unknown) => error)
  expect(thrown).toMatchObject({ code: 'invalid_request' })
  expect(JSON.stringify((thrown as VultrinoError).toBody())).not.toContain(TOKEN)
})

it('is recorded by its name, whichever way it was named', async () => {
  const { id } = await desk.owner.createRole(role())
  await desk.as(keyWith(ALL)).getRole(id)
  await desk.owner.updateRole(id, { description: 'x' })
  await desk.owner.deleteRole(id)
  expect(desk.audit.entries.map(({ action, credential }) => [action, credential])).toEqual([
    ['role.create', 'ci'],
    ['role.get', 'ci'],
    ['role.update', 'ci'],
    ['role.delete', 'ci'],
  ])
  expect(desk.audit.entries[1]).toMatchObject({ key: 'vk_a1b2c3d4', keyName: 'a-key', role: 'a-role' })
  expect(await codeOf(desk.as(keyWith(['read'])).createRole(role({ name: TOKEN })))).toBe('forbidden')
  expect(desk.audit.entries.at(-1)).toMatchObject({ credential: null, decision: 'deny', error: 'forbidden' })
})
