import { afterEach, beforeEach, expect, it } from 'vitest'
import { sampleCredential } from '../vault/scratch.ts'
import { codeOf, Desk, wanted } from './desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await Desk.open()
})
afterEach(() => desk[Symbol.dispose]())

it.each(['.', '..'])('no credential is called %s from now on; one that is can be used', async (alias) => {
  expect(await codeOf(desk.owner.addCredential(wanted(alias)))).toBe('invalid_request')
  await desk.owner.addCredential(wanted('a'))
  expect(await codeOf(desk.owner.updateCredential('a', { alias }))).toBe('invalid_request')
  await desk.management.vault.change((draft) => draft.put(sampleCredential(alias)))
  expect((await desk.owner.getCredential(alias)).alias).toBe(alias)
  expect((await desk.owner.updateCredential(alias, { description: 'x' })).description).toBe('x')
  expect(await codeOf(desk.owner.updateCredential(alias, { alias: 'named' }))).toBe('ok')
})

it.each(['.', '..'])('nor a role or key %s', async (name) => {
  const role = { name, description: null, permissions: ['read'], scopes: [] }
  expect(await codeOf(desk.owner.createRole(role))).toBe('invalid_request')
  expect(await codeOf(desk.owner.createKey({ name, role: 'admin', expiresAt: null }))).toBe('invalid_request')
})

it('metadata holds no number that cannot be kept', async () => {
  const infinite = wanted('a', { metadata: { level: { deep: [Infinity] } } })
  expect(await codeOf(desk.owner.addCredential(infinite))).toBe('invalid_request')
})
