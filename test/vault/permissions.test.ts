import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Vault } from '../../src/vault/vault.ts'
import { optionsIn, sampleCredential, WEAK_COST } from './scratch.ts'

let umask: number
beforeEach(() => {
  // The most careless setting: what is private is private by itself.
  umask = process.umask(0)
})
afterEach(() => {
  process.umask(umask)
})

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

it.skipIf(process.platform === 'win32')('everything it makes is for its owner alone', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'vultrino-vault-'))
  try {
    const folder = join(parent, 'made', 'here')
    const vault = await Vault.create(optionsIn(folder))
    await vault.change((draft) => draft.put(sampleCredential('a')))
    const again = await Vault.create({
      ...optionsIn(folder),
      insecureKdfCost: WEAK_COST,
      onReplaced: () => undefined,
    })
    await again.change((draft) => draft.put(sampleCredential('b')))
    const files = readdirSync(folder)
    expect(files.map((name) => name.replace(/bak-.*/, 'bak')).sort()).toEqual([
      'credentials.enc',
      'credentials.enc.bak',
      'lock.db',
      'state.db',
      'state.db-shm',
      'state.db-wal',
    ])
    expect(files.map((name) => modeOf(join(folder, name)))).toEqual(files.map(() => '600'))
    expect([modeOf(folder), modeOf(join(parent, 'made'))]).toEqual(['700', '700'])
    vault.close()
    again.close()
  } finally {
    rmSync(parent, { recursive: true })
  }
})
