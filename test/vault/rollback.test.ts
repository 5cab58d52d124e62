import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { makeKey } from '../access/installation.ts'
import { PASSWORD, portsIn, sampleCredential, Scratch } from './scratch.ts'

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

it('does not take for a rollback what others wrote while the password was tried', async () => {
  using scratch = new Scratch()
  const other = await scratch.create()
  const { kdf } = portsIn(scratch.folder)
  const slow: typeof kdf = {
    ...kdf,
    derive: async (...given) => {
      const key = await kdf.derive(...given)
      await other.change((draft) => draft.put(sampleCredential('meanwhile')))
      return key
    },
  }
  const vault = await scratch.open({ kdf: slow })
  expect(vault.rollback).toBeUndefined()
  expect(vault.find('meanwhile')).toBeDefined()
})

/** A vault in which a first key was made, and the file as it was before that. */
async function beforeKeys(scratch: Scratch): Promise<{ vault: Vault; old: Buffer }> {
  const vault = await scratch.create()
  await vault.change((draft) => draft.put(sampleCredential('a')))
  const old = scratch.read()
  await makeKey(vault)
  return { vault, old }
}

it('a copy from before the first key lets nobody in without one, while it is used and ever after', async () => {
  using scratch = new Scratch()
  const { vault, old } = await beforeKeys(scratch)
  const other = await scratch.open()
  scratch.write(old)
  await vault.refresh()
  await other.refresh()
  const opened = await scratch.open()
  expect([vault, other, opened].map(({ keysExist, rollback }) => [keysExist, rollback?.found])).toEqual(
    Array(3).fill([true, 2]),
  )
  await opened.acceptRollback()
  await vault.refresh()
  expect([opened, vault].map(({ keysExist, rollback }) => [keysExist, rollback])).toEqual(
    Array(2).fill([true, undefined]),
  )
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(scratch.folder, `state.db${suffix}`), { force: true })
  expect((await scratch.open()).keysExist).toBe(true)
})

it.each<[string, (vault: Vault) => Promise<unknown>]>([
  ['a change', (vault) => vault.change((draft) => draft.put(sampleCredential('b')))],
  ['a new password', (vault) => vault.changePassword(new Secret(PASSWORD))],
])('nor does %s of it', async (_, act) => {
  using scratch = new Scratch()
  const { old } = await beforeKeys(scratch)
  scratch.write(old)
  const vault = await scratch.open()
  await act(vault)
  expect([vault.rollback, vault.keysExist, (await scratch.open()).keysExist]).toEqual([undefined, true, true])
})

it('a restored backup of a vault that never had keys has none', async () => {
  using scratch = new Scratch()
  await restored(scratch)
  const vault = await scratch.open()
  expect(vault.rollback).toBeDefined()
  await vault.acceptRollback()
  expect(vault.keysExist).toBe(false)
})
