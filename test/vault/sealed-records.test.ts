import { expect, it } from 'vitest'
import { aesGcm } from '../../src/adapters/crypto/aes-gcm.node.ts'
import { RECORD_KINDS } from '../../src/vault/record-kinds.ts'
import { SealedRecords, type Entry } from '../../src/vault/sealed-records.ts'
import { unsealEntry } from '../../src/vault/draft.ts'
import { sampleCredential } from './scratch.ts'

const records = new SealedRecords(new Uint8Array(32).fill(1), aesGcm)
const { info, payload } = RECORD_KINDS.credential.split(sampleCredential('a', { id: 'one' }))
const entry = records.seal('credential', 3, info, payload)

it('opens what it sealed', () => {
  expect(records.open(entry)).toEqual(payload)
  expect(unsealEntry('credential', entry, records).alias).toBe('a')
})

it.each<[string, Partial<Entry>]>([
  ['another id', { info: { ...info, id: 'two' } }],
  ['another kind', { kind: 'role' }],
  ['an older version', { version: 2 }],
  ['a newer version', { version: 4 }],
])('a record is bound by its own seal, the index aside: %s', (_, claim) => {
  expect(() => records.open({ ...entry, ...claim })).toThrow(
    expect.objectContaining({ code: 'vault_damaged' }),
  )
})

it('kind, id and version cannot run into one another', () => {
  const left = records.seal('a', 1, { id: 'b c' }, null)
  for (const [kind, id] of [
    ['a b', 'c'],
    ['a","b', 'c'],
    ['a', 'b'],
    ['a', 'b c","1'],
  ] as const) {
    expect(() => records.open({ ...left, kind, info: { id } })).toThrow()
  }
})

it('does not unseal a record whose index entry says another destination', () => {
  const forged = { ...info, binding: [{ scheme: 'https', host: 'evil.example', port: 443, addresses: [] }] }
  expect(() => unsealEntry('credential', { ...entry, info: forged }, records)).toThrow(
    expect.objectContaining({ code: 'vault_damaged' }),
  )
})

it('carries records of a kind it does not know along', () => {
  const header = { id: 'v', kdf: { memory: 64, passes: 1, parallelism: 1 }, salt: '', key: '' }
  const later = records.seal('of-a-later-version', 1, { id: 'x' }, { any: 'thing' })
  expect(records.openFile(records.sealFile(header, 1, [entry, later]))).toEqual([entry, later])
})
