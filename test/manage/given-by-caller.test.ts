import { afterEach, beforeEach, expect, it } from 'vitest'
import { Desk, keyWith, wanted } from './desk.ts'

const writer = keyWith(['read', 'write', 'update'])

let desk: Desk
beforeEach(async () => {
  desk = await Desk.open()
})
afterEach(() => desk[Symbol.dispose]())

const isCallers = (alias: string): boolean => desk.management.vault.find(alias)?.givenByCaller === true

it('the vault knows which secrets others than the owner gave', async () => {
  await desk.owner.addCredential(wanted('mine'))
  await desk.as(writer).addCredential(wanted('theirs'))
  expect([isCallers('mine'), isCallers('theirs')]).toEqual([false, true])

  await desk.as(writer).updateCredential('mine', { description: 'the same secret' })
  await desk.owner.updateCredential('theirs', { description: 'the same secret' })
  expect([isCallers('mine'), isCallers('theirs')]).toEqual([false, true])

  await desk.as(writer).updateCredential('mine', { data: { key: 'given-by-a-key-1' } })
  await desk.owner.updateCredential('theirs', { data: { key: 'given-by-the-owner' } })
  expect([isCallers('mine'), isCallers('theirs')]).toEqual([true, false])
  // And so does another process.
  expect((await desk.scratch.open()).find('mine')?.givenByCaller).toBe(true)
})

it('it is shown to nobody', async () => {
  const { credential } = await desk.as(writer).addCredential(wanted('theirs'))
  expect(credential).not.toHaveProperty('givenByCaller')
})
