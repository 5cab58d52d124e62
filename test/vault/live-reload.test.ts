import { renameSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { parseTarget } from '../../src/domain/target.ts'
import type { StoredVault, VaultStore } from '../../src/ports/vault-store.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { addFrom } from './processes.ts'
import { portsIn, sampleCredential, Scratch } from './scratch.ts'

const TARGET = parseTarget('https://api.example.com/')

/** Whatever the vault can be asked, it refuses with this. */
function servesNothing(vault: Vault, id: string, code: string): void {
  expect(() => vault.find('a')).toThrow(expect.objectContaining({ code }))
  expect(() => vault.list()).toThrow(expect.objectContaining({ code }))
  expect(() => vault.boundTo(TARGET)).toThrow(expect.objectContaining({ code }))
  expect(() => vault.unseal(id)).toThrow(expect.objectContaining({ code }))
}

it('sees by itself what another process stores and removes', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  vault.follow()
  const before = vault.generation
  await addFrom(scratch.folder, 'other', 1)
  await vi.waitFor(() => expect(vault.find('other-0')).toBeDefined(), { timeout: 5_000 })
  expect(vault.boundTo(TARGET).map(({ alias }) => alias)).toEqual(['other-0'])
  expect(vault.generation).toBeGreaterThan(before)
  const second = await scratch.open()
  const found = second.find('other-0')
  await second.change((draft) => draft.remove(found?.id ?? ''))
  await vi.waitFor(() => expect(vault.find('other-0')).toBeUndefined(), { timeout: 5_000 })
  expect(() => vault.unseal(found?.id ?? '')).toThrow(expect.objectContaining({ code: 'not_found' }))
})

it('serves nothing while the file is damaged, and serves again once it is good', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const credential = sampleCredential('a')
  await vault.change((draft) => draft.put(credential))
  const events: string[] = []
  const stop = vault.onChange(({ kind }) => events.push(kind))
  const good = scratch.read()
  const generation = vault.generation

  scratch.write(good.subarray(0, 100))
  await expect(vault.refresh()).rejects.toMatchObject({ code: 'vault_damaged' })
  await expect(vault.refresh()).rejects.toMatchObject({ code: 'vault_damaged' })
  servesNothing(vault, credential.id, 'vault_damaged')
  expect(vault.generation).toBeGreaterThan(generation)
  await expect(vault.change((draft) => draft.remove(credential.id))).rejects.toMatchObject({
    code: 'vault_damaged',
  })
  expect(scratch.read()).toHaveLength(100)

  scratch.write(good)
  await vault.refresh()
  expect(vault.find('a')?.id).toBe(credential.id)
  expect(vault.unseal(credential.id).alias).toBe('a')
  expect(events).toEqual(['unavailable', 'changed'])
  stop()
  await vault.change((draft) => draft.remove(credential.id))
  expect(events).toHaveLength(2)
})

it('serves nothing while the file is gone', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const credential = sampleCredential('a')
  await vault.change((draft) => draft.put(credential))
  renameSync(scratch.file, `${scratch.file}.away`)
  await expect(vault.refresh()).rejects.toMatchObject({ code: 'vault_missing' })
  servesNothing(vault, credential.id, 'vault_missing')
  await expect(vault.change((draft) => draft.remove(credential.id))).rejects.toMatchObject({
    code: 'vault_missing',
  })
  renameSync(`${scratch.file}.away`, scratch.file)
  await vault.refresh()
  expect(vault.find('a')).toBeDefined()
})

it('serves nothing once another vault was put in its place', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const credential = sampleCredential('a')
  await vault.change((draft) => draft.put(credential))
  const another = await scratch.create({ onReplaced: () => undefined })
  await another.change((draft) => draft.put(sampleCredential('a')))
  const details = { reason: expect.stringContaining('another vault') as string }
  await expect(vault.refresh()).rejects.toMatchObject({ code: 'vault_damaged', details })
  servesNothing(vault, credential.id, 'vault_damaged')
  await expect(vault.change((draft) => draft.put(sampleCredential('z')))).rejects.toMatchObject({
    code: 'vault_damaged',
  })
  rmSync(scratch.file)
  await expect(vault.refresh()).rejects.toMatchObject({ code: 'vault_missing' })
})

/** The real store, whose first reading is kept back until it is let go. */
function heldBack(store: VaultStore): { store: VaultStore; reading: Promise<unknown>; letGo: () => void } {
  const begun = Promise.withResolvers<undefined>()
  const gate = Promise.withResolvers<undefined>()
  let first = true
  const read = async (): Promise<StoredVault | undefined> => {
    const held = first
    first = false
    const stored = await store.read()
    if (held) {
      begun.resolve(undefined)
      await gate.promise
    }
    return stored
  }
  const held: VaultStore = {
    location: store.location,
    read,
    revision: () => store.revision(),
    replace: (text) => store.replace(text),
    backUp: (label) => store.backUp(label),
    watch: (look) => store.watch(look),
  }
  return { store: held, reading: begun.promise, letGo: () => gate.resolve(undefined) }
}

it('never goes back to what a late reading found', async () => {
  using scratch = new Scratch()
  const { store, reading, letGo } = heldBack(portsIn(scratch.folder).store)
  const vault = await scratch.create({ store })
  const other = await scratch.open()
  await other.change((draft) => draft.put(sampleCredential('first')))
  const refresh = vault.refresh()
  await reading
  // Long enough for the change to overtake the reading, if it could.
  const change = vault.change((draft) => draft.put(sampleCredential('second')))
  await Promise.race([change, sleep(300)])
  letGo()
  await Promise.all([refresh, change])
  expect(vault.list().map(({ alias }) => alias)).toEqual(['first', 'second'])
  expect(vault.rollback).toBeUndefined()
})

it('readings and changes of two vaults in flight together lose nothing', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const other = await scratch.open()
  // Readings and changes of two vaults in flight together, a hundred times.
  for (let round = 0; round < 100; round += 1) {
    const writer = round % 2 === 0 ? vault : other
    const change = writer.change((draft) => draft.put(sampleCredential(`a${round}`)))
    await Promise.all([vault.refresh(), other.refresh(), change, vault.refresh(), other.refresh()])
    expect(writer.find(`a${round}`)).toBeDefined()
  }
  await other.refresh()
  expect(other.list()).toHaveLength(100)
  expect(other.rollback).toBeUndefined()
})
