import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { FileVaultStore } from '../../src/adapters/stores/file-vault-store.node.ts'
import { SqliteWriteLock } from '../../src/adapters/stores/sqlite-write-lock.node.ts'
import { VultrinoError } from '../../src/domain/errors.ts'
import { portsIn, sampleCredential, Scratch } from './scratch.ts'

it('a full disk refuses the change, and nothing is changed', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  await vault.change((draft) => draft.put(sampleCredential('a')))
  const before = scratch.read()
  // A limit on the size of files gives the writer a short write and then an error, as a full disk does.
  const script = join(import.meta.dirname, 'big-writer.node.ts')
  const { stdout, stderr } = spawnSync(
    '/bin/sh',
    ['-c', 'ulimit -f 64 && exec "$0" "$@"', process.execPath, script, scratch.folder],
    { encoding: 'utf8' },
  )
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ code: 'storage_error', exit: 5, aliases: ['a'], unavailable: false })
  expect(scratch.read().equals(before)).toBe(true)
  expect(readdirSync(scratch.folder).filter((name) => name.startsWith('credentials'))).toEqual([
    'credentials.enc',
  ])
  await vault.change((draft) => draft.put(sampleCredential('b')))
  expect((await scratch.open()).list()).toHaveLength(2)
})

it('a folder that cannot be written refuses the change, and nothing is changed', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const before = scratch.read()
  // A folder in the way of the new file: even root cannot write there.
  mkdirSync(join(scratch.folder, 'credentials.enc.tmp'))
  const change = vault.change((draft) => draft.put(sampleCredential('a')))
  await expect(change).rejects.toMatchObject({ code: 'storage_error', details: { path: scratch.file } })
  expect(vault.find('a')).toBeUndefined()
  expect(scratch.read().equals(before)).toBe(true)
  rmSync(join(scratch.folder, 'credentials.enc.tmp'), { recursive: true })
  await vault.change((draft) => draft.put(sampleCredential('a')))
  expect(vault.find('a')).toBeDefined()
})

it('a data folder that is a file is a storage error', async () => {
  using scratch = new Scratch()
  const file = join(scratch.folder, 'file')
  writeFileSync(file, '')
  const ports = portsIn(file)
  await expect(scratch.create(ports)).rejects.toMatchObject({ code: 'storage_error' })
  await expect(scratch.open(ports)).rejects.toMatchObject({ code: 'storage_error' })
  const { lock } = portsIn(scratch.folder)
  await expect(scratch.create({ ...ports, lock })).rejects.toMatchObject({ code: 'storage_error' })
})

it('a change is kept even where the watermark cannot be raised', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create({
    watermark: {
      highest: () => 0,
      keysSeen: () => false,
      raise: () => {
        throw new VultrinoError('storage_error', { reason: 'full' })
      },
      close: () => undefined,
    },
  })
  await vault.change((draft) => draft.put(sampleCredential('a')))
  expect((await scratch.open()).find('a')).toBeDefined()
})

it('an unreadable watermark refuses to open, for a rollback could not be told', async () => {
  using scratch = new Scratch()
  ;(await scratch.create()).close()
  for (const suffix of ['-wal', '-shm']) rmSync(join(scratch.folder, `state.db${suffix}`), { force: true })
  writeFileSync(
    join(scratch.folder, 'state.db'),
    'not a database, but long enough to be taken for one'.repeat(100),
  )
  await expect(scratch.open()).rejects.toMatchObject({ code: 'storage_error' })
})

it('a lock that is not given back in time is vault_busy, and one that is given back is taken', async () => {
  using scratch = new Scratch()
  const path = join(scratch.folder, 'lock.db')
  const vault = await scratch.create({ lock: new SqliteWriteLock(path, 100) })
  const holder = new DatabaseSync(path)
  holder.exec('BEGIN IMMEDIATE')
  const change = (): Promise<void> => vault.change((draft) => draft.put(sampleCredential('a')))
  await expect(change()).rejects.toMatchObject({ code: 'vault_busy' })
  expect(vault.find('a')).toBeUndefined()
  holder.close()
  await change()
  expect(vault.find('a')).toBeDefined()
})

it('follows a link to the file instead of replacing the link', async () => {
  using real = new Scratch()
  using scratch = new Scratch()
  await real.create()
  symlinkSync(real.file, scratch.file)
  const vault = await scratch.open({ store: new FileVaultStore(scratch.file) })
  await vault.change((draft) => draft.put(sampleCredential('a')))
  expect((await real.open()).find('a')).toBeDefined()
})
