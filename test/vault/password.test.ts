import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { aesGcm } from '../../src/adapters/crypto/aes-gcm.node.ts'
import { argon2id } from '../../src/adapters/crypto/argon2id.node.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { KeyDerivation } from '../../src/ports/key-derivation.ts'
import { STANDARD_COST } from '../../src/vault/kdf-cost.ts'
import { parseVaultFile } from '../../src/vault/vault-file.ts'
import { Vault } from '../../src/vault/vault.ts'
import { portsIn, PASSWORD, revealed, sampleCredential, Scratch, WEAK_COST } from './scratch.ts'

/** The real derivation, counted. */
function counted(): { kdf: KeyDerivation; calls: () => number } {
  let calls = 0
  return {
    kdf: {
      derive: (...arguments_) => {
        calls += 1
        return argon2id.derive(...arguments_)
      },
    },
    calls: () => calls,
  }
}

const headerOf = (scratch: Scratch) => parseVaultFile(scratch.read(), aesGcm).header

it.each(['', ' ', PASSWORD.toUpperCase(), `${PASSWORD} `, PASSWORD.slice(0, -1), 'x'.repeat(100_000)])(
  'refuses a wrong password and changes nothing: %#',
  async (wrong) => {
    using scratch = new Scratch()
    await scratch.create()
    const before = scratch.read()
    const code = wrong === '' ? 'invalid_arguments' : 'wrong_password'
    await expect(scratch.open({ password: new Secret(wrong) })).rejects.toMatchObject({ code })
    expect(scratch.read().equals(before)).toBe(true)
  },
)

it('opens with one derivation, and works on without any', async () => {
  using scratch = new Scratch()
  await scratch.create()
  const { kdf, calls } = counted()
  const vault = await scratch.open({ kdf })
  await vault.change((draft) => draft.put(sampleCredential('a')))
  await vault.refresh()
  const found = vault.find('a')
  expect(found && vault.unseal(found.id).alias).toBe('a')
  expect(calls()).toBe(1)
})

it('takes the same password in another Unicode spelling', async () => {
  using scratch = new Scratch()
  await scratch.create({ password: new Secret('caf\u00e9 na\u00efve') })
  const vault = await scratch.open({ password: new Secret('cafe\u0301 nai\u0308ve') })
  expect(vault.list()).toEqual([])
})

it('changes the password without touching a record', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  await vault.change((draft) => draft.put(sampleCredential('a')))
  const before = parseVaultFile(scratch.read(), aesGcm)
  const next = new Secret('a new password')
  await vault.changePassword(next)
  const after = parseVaultFile(scratch.read(), aesGcm)
  expect(after.records).toEqual(before.records)
  expect(after.header.salt).not.toBe(before.header.salt)
  await expect(scratch.open()).rejects.toMatchObject({ code: 'wrong_password' })
  const reopened = await scratch.open({ password: next })
  const found = reopened.find('a')
  expect(found && revealed(reopened.unseal(found.id))).toEqual(found && revealed(vault.unseal(found.id)))
  // The vault that changed it goes on, and so does one that was open before.
  await vault.change((draft) => draft.put(sampleCredential('b')))
  await reopened.refresh()
  expect(reopened.find('b')).toBeDefined()
})

it('brings the cost of an old vault up to date when it is opened, once', async () => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  await vault.change((draft) => draft.put(sampleCredential('a')))
  expect(headerOf(scratch).kdf).toEqual(WEAK_COST)

  const dearer = { memory: 256, passes: 2, parallelism: 1 }
  const first = counted()
  const upgraded = await scratch.open({ insecureKdfCost: dearer, kdf: first.kdf })
  expect(headerOf(scratch).kdf).toEqual(dearer)
  expect(upgraded.find('a')).toBeDefined()
  expect(first.calls()).toBe(2)

  const second = counted()
  await scratch.open({ insecureKdfCost: dearer, kdf: second.kdf })
  expect(second.calls()).toBe(1)
  // A vault that was open meanwhile sees a new header under the same keys.
  await vault.change((draft) => draft.put(sampleCredential('b')))
  // And nobody makes it cheaper again.
  await scratch.open()
  await vault.changePassword(new Secret(PASSWORD))
  expect(headerOf(scratch).kdf).toEqual(dearer)
})

it('opens a vault whose cost cannot be brought up to date', async () => {
  using scratch = new Scratch()
  await scratch.create()
  const { lock } = portsIn(scratch.folder)
  const busy = { hold: () => Promise.reject(new Error('no')), close: () => lock.close() }
  const vault = await scratch.open({ lock: busy, insecureKdfCost: { ...WEAK_COST, passes: 2 } })
  expect(vault.list()).toEqual([])
  expect(headerOf(scratch).kdf).toEqual(WEAK_COST)
})

it('costs the standard where nothing else is said', async () => {
  using scratch = new Scratch()
  const vault = await Vault.create({ ...portsIn(scratch.folder), password: new Secret(PASSWORD) })
  vault.close()
  expect(headerOf(scratch).kdf).toEqual(STANDARD_COST)
  expect(STANDARD_COST).toEqual({ memory: 65_536, passes: 3, parallelism: 1 })
})

it('does not make a vault over another, unless told to, and then keeps a copy', async () => {
  using scratch = new Scratch()
  const old = await scratch.create()
  await old.change((draft) => draft.put(sampleCredential('a')))
  const before = scratch.read()
  await expect(scratch.create()).rejects.toMatchObject({
    code: 'vault_exists',
    details: { path: scratch.file },
  })
  expect(scratch.read().equals(before)).toBe(true)

  const backups: string[] = []
  const fresh = await scratch.create({ onReplaced: (path) => backups.push(path) })
  expect(fresh.list()).toEqual([])
  expect(backups).toHaveLength(1)
  expect(readdirSync(scratch.folder).map((name) => `${scratch.folder}/${name}`)).toContain(backups[0])
  scratch.write(readFileSync(backups[0] ?? ''))
  const restored = await scratch.open()
  expect(restored.find('a')).toBeDefined()
})
