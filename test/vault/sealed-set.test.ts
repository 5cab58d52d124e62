import { expect, it } from 'vitest'
import { aesGcm } from '../../src/adapters/crypto/aes-gcm.node.ts'
import { Secret } from '../../src/domain/secret.ts'
import {
  formatVaultFile,
  parseVaultFile,
  type StoredRecord,
  type VaultFile,
} from '../../src/vault/vault-file.ts'
import { sampleCredential, Scratch } from './scratch.ts'

/** A vault with an old and a new version of one record, as someone who may write the file would have them. */
async function history(scratch: Scratch): Promise<{ old: VaultFile; now: VaultFile }> {
  const vault = await scratch.create()
  const a = sampleCredential('a')
  await vault.change((draft) => {
    draft.put(a)
    draft.put(sampleCredential('b'))
    draft.put(sampleCredential('c'))
  })
  const old = parseVaultFile(scratch.read(), aesGcm)
  await vault.change((draft) => draft.put({ ...a, description: 'another' }))
  return { old, now: parseVaultFile(scratch.read(), aesGcm) }
}

type Edit = (now: VaultFile, old: VaultFile) => Partial<VaultFile>
const at = (file: VaultFile, index: number): StoredRecord => {
  const record = file.records[index]
  if (record === undefined) throw new RangeError('no such record')
  return record
}

it.each<[string, Edit]>([
  ['two records in each other’s place', (now) => ({ records: [at(now, 1), at(now, 0), at(now, 2)] })],
  [
    'the seals of two records exchanged',
    (now) => ({
      records: [
        { ...at(now, 0), sealed: at(now, 1).sealed },
        { ...at(now, 1), sealed: at(now, 0).sealed },
        at(now, 2),
      ],
    }),
  ],
  ['a record left out', (now) => ({ records: now.records.slice(1) })],
  ['the last record left out', (now) => ({ records: now.records.slice(0, -1) })],
  ['every record left out', () => ({ records: [] })],
  ['a record twice', (now) => ({ records: [...now.records, at(now, 0)] })],
  ['a record in the place of another', (now) => ({ records: [at(now, 0), at(now, 0), at(now, 2)] })],
  ['an older version of one record', (now, old) => ({ records: [at(old, 0), at(now, 1), at(now, 2)] })],
  [
    'an older seal under the new version number',
    (now, old) => ({ records: [{ ...at(now, 0), sealed: at(old, 0).sealed }, at(now, 1), at(now, 2)] }),
  ],
  [
    'a record of another kind',
    (now) => ({ records: [{ ...at(now, 0), kind: 'role' }, at(now, 1), at(now, 2)] }),
  ],
  ['the older records under the new index', (_, old) => ({ records: old.records })],
  ['the older index over the new records', (_, old) => ({ index: old.index })],
  [
    'the older index and records, the generation kept',
    (_, old) => ({ index: old.index, records: old.records }),
  ],
  ['another generation', (now) => ({ generation: now.generation + 1 })],
])('refuses %s', async (_, edit) => {
  using scratch = new Scratch()
  const { old, now } = await history(scratch)
  const forged = formatVaultFile({ ...now, ...edit(now, old) }, aesGcm)
  expect(forged).not.toBe(scratch.read().toString())
  scratch.write(forged)
  await expect(scratch.open()).rejects.toMatchObject({ code: 'vault_damaged' })
})

it('refuses the header of before the password was changed', async () => {
  using scratch = new Scratch()
  const { now } = await history(scratch)
  const vault = await scratch.open()
  await vault.changePassword(new Secret('another password'))
  const changed = parseVaultFile(scratch.read(), aesGcm)
  // The old password opens the old wrapping, but the index belongs to the new one.
  scratch.write(formatVaultFile({ ...changed, header: now.header }, aesGcm))
  await expect(scratch.open()).rejects.toMatchObject({ code: 'vault_damaged' })
})

it('refuses the records of another vault, whoever made it', async () => {
  using scratch = new Scratch()
  using other = new Scratch()
  const { now } = await history(scratch)
  await history(other)
  const foreign = parseVaultFile(other.read(), aesGcm)
  scratch.write(formatVaultFile({ ...now, index: foreign.index, records: foreign.records }, aesGcm))
  await expect(scratch.open()).rejects.toMatchObject({ code: 'vault_damaged' })
})
