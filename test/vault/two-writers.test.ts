import { expect, it } from 'vitest'
import { addFrom } from './processes.ts'
import { sampleCredential, Scratch } from './scratch.ts'

it('two processes that add 200 credentials each at once lose none', async () => {
  using scratch = new Scratch()
  const watching = await scratch.create()
  watching.follow()
  const said = await Promise.all([
    addFrom(scratch.folder, 'left', 200),
    addFrom(scratch.folder, 'right', 200),
  ])
  const vault = await scratch.open()
  const stored = vault.list().map(({ alias }) => alias)
  expect(stored.toSorted()).toEqual(said.flat().toSorted())
  expect(stored).toHaveLength(400)
  expect(vault.generation).toBe(401)
  expect(vault.rollback).toBeUndefined()
  await watching.refresh()
  expect(watching.list()).toHaveLength(400)
  expect(watching.rollback).toBeUndefined()
})

it('changes asked for at once in one process are made one after another', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) =>
      vault.change((draft) => draft.put(sampleCredential(`a${index % 20}`))),
    ),
  )
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(20)
  expect((await scratch.open()).list()).toHaveLength(20)
})
