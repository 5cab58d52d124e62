import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sampleCredential, Scratch } from './scratch.ts'

async function restored(scratch: Scratch): Promise<void> {
  const vault = await scratch.create()
  await vault.change((draft) => draft.put(sampleCredential('a')))
  const old = scratch.read()
  const found = vault.find('a')
  await vault.change((draft) => draft.remove(found?.id ?? ''))
  scratch.write(old)
}

it('notices an older copy of the whole file, and says so until it is accepted', async () => {
  using scratch = new Scratch()
  await restored(scratch)
  expect((await scratch.open()).rollback).toEqual({ found: 2, seen: 3 })
  const vault = await scratch.open()
  expect(vault.rollback).toEqual({ found: 2, seen: 3 })
  expect(vault.find('a')).toBeDefined()
  await vault.acceptRollback()
  expect(vault.rollback).toBeUndefined()
  expect(vault.generation).toBeGreaterThan(3)
  const next = await scratch.open()
  expect(next.rollback).toBeUndefined()
  expect(next.find('a')).toBeDefined()
})

it('gives a change after a rollback a generation never seen before', async () => {
  using scratch = new Scratch()
  await restored(scratch)
  const vault = await scratch.open()
  await vault.change((draft) => draft.put(sampleCredential('b')))
  const next = await scratch.open()
  expect(next.generation).toBe(4)
  expect(next.rollback).toBeUndefined()
})

it('tells a vault that is in use', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  await vault.change((draft) => draft.put(sampleCredential('a')))
  const old = scratch.read()
  await vault.change((draft) => draft.put(sampleCredential('b')))
  const events: unknown[] = []
  vault.onChange((event) => events.push(event))
  const before = vault.generation
  scratch.write(old)
  await vault.refresh()
  await vault.refresh()
  expect(vault.rollback).toEqual({ found: 2, seen: 3 })
  expect(vault.find('b')).toBeUndefined()
  expect(vault.generation).toBeGreaterThan(before)
  expect(events).toEqual([{ kind: 'rolled_back', found: 2, seen: 3 }, { kind: 'changed' }])
})

it('tells a vault that missed what others wrote, before it writes over it', async () => {
  using scratch = new Scratch()
  const sleeper = await scratch.create()
  const old = scratch.read()
  const other = await scratch.open()
  await other.change((draft) => draft.put(sampleCredential('a')))
  scratch.write(old)
  const events: string[] = []
  sleeper.onChange(({ kind }) => events.push(kind))
  await sleeper.change((draft) => draft.put(sampleCredential('b')))
  expect(events).toContain('rolled_back')
  expect((await scratch.open()).generation).toBe(3)
})

it('says nothing of a new vault in the old one’s place, nor where there is no memory', async () => {
  using scratch = new Scratch()
  await restored(scratch)
  const fresh = await scratch.create({ onReplaced: () => undefined })
  expect(fresh.rollback).toBeUndefined()
  using forgetful = new Scratch()
  await restored(forgetful)
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(forgetful.folder, `state.db${suffix}`), { force: true })
  expect((await forgetful.open()).rollback).toBeUndefined()
})
