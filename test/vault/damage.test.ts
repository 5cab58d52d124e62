import { mkdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { aesGcm } from '../../src/adapters/crypto/aes-gcm.node.ts'
import { asVultrinoError } from '../../src/domain/errors.ts'
import type { KdfCost } from '../../src/ports/key-derivation.ts'
import { formatVaultFile, type VaultFile, type VaultHeader } from '../../src/vault/vault-file.ts'
import { sampleCredential, Scratch } from './scratch.ts'

const LONG = process.env['VULTRINO_LONG_TESTS'] === '1'

async function smallVault(scratch: Scratch): Promise<Buffer> {
  const vault = await scratch.create()
  await vault.change((draft) => {
    draft.put(sampleCredential('a'))
    draft.put(sampleCredential('b'))
  })
  return scratch.read()
}

/** The code a file is refused with, `opened` if it is not. Refusing must leave the file as it was. */
async function verdict(scratch: Scratch, content: Uint8Array): Promise<string> {
  scratch.write(content)
  const outcome = await scratch.open().then(
    () => 'opened',
    (error: unknown) => {
      expect(asVultrinoError(error).exitCode).toBe(5)
      return asVultrinoError(error).code
    },
  )
  expect(scratch.read().equals(content)).toBe(true)
  return outcome
}

it('refuses a file with a flipped bit in any byte, as damaged', async () => {
  using scratch = new Scratch()
  const good = await smallVault(scratch)
  const verdicts = new Set<string>()
  for (let offset = 0; offset < good.length; offset += 1) {
    for (const bit of LONG ? [0, 1, 2, 3, 4, 5, 6, 7] : [offset % 8]) {
      const bad = Buffer.from(good)
      bad.writeUInt8(bad.readUInt8(offset) ^ (1 << bit), offset)
      verdicts.add(await verdict(scratch, bad))
    }
  }
  expect([...verdicts]).toEqual(['vault_damaged'])
  expect(await verdict(scratch, good)).toBe('opened')
})

/** The members of a vault file, as they stand in it. */
type InTheFile = Omit<VaultFile, 'header'> & Omit<VaultHeader, 'kdf'> & { kdf: KdfCost & { salt: string } }

/** What someone who knows the format makes of a flipped byte: a file that is well formed again, its checksum right. */
function mended(text: string): Buffer | undefined {
  try {
    const file = JSON.parse(text) as InTheFile
    const { id, key, generation, index, records } = file
    const { salt, memory, passes, parallelism } = file.kdf
    const header = { id, key, salt, kdf: { memory, passes, parallelism } }
    return Buffer.from(formatVaultFile({ header, generation, index, records }, aesGcm))
  } catch {
    return undefined
  }
}

it('refuses a flipped byte whose traces were covered', async () => {
  using scratch = new Scratch()
  const good = await smallVault(scratch)
  expect(mended(good.toString())?.equals(good)).toBe(true)
  const seen = new Map<string, number>()
  for (let offset = 0; offset < good.length; offset += 1) {
    const bad = Buffer.from(good)
    bad.writeUInt8(bad.readUInt8(offset) ^ 1, offset)
    const content = mended(bad.toString())
    if (content === undefined || content.equals(good)) continue
    const outcome = await verdict(scratch, content)
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
  }
  expect([...seen.keys()].sort()).toEqual(['vault_damaged', 'wrong_password'])
  // Salt, wrapped key, id and cost decide about the password; all else is found by the index.
  expect(seen.get('wrong_password')).toBeGreaterThan(100)
  expect(seen.get('vault_damaged')).toBeGreaterThan(500)
})

it('refuses a file cut off at any length', async () => {
  using scratch = new Scratch()
  const good = await smallVault(scratch)
  const verdicts = new Set<string>()
  for (let length = 0; length < good.length; length += 1) {
    verdicts.add(await verdict(scratch, good.subarray(0, length)))
  }
  expect([...verdicts]).toEqual(['vault_damaged'])
})

it.each<[string, (text: string) => string]>([
  ['a byte more', (text) => `${text}\n`],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['itself twice', (text) => text + text],
  ['other line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['no line ends', (text) => text.replaceAll('\n', '')],
  ['an unknown member', (text) => text.replace('"generation"', '"note":1,\n"generation"')],
  ['a member twice', (text) => text.replace('"generation"', '"generation":1,\n"generation"')],
  ['an escaped spelling', (text) => text.replace('"credential"', '"\\u0063redential"')],
  ['a number spelled otherwise', (text) => text.replace(/"generation":(\d+)/, '"generation":$1.0')],
  ['an unknown format version', (text) => text.replace('"version":1', '"version":2')],
  ['nothing but null', () => 'null'],
  ['an array', () => '[]'],
  ['deep nesting', () => '['.repeat(1_000_000)],
])('refuses a file with %s', async (_, edit) => {
  using scratch = new Scratch()
  const good = await smallVault(scratch)
  const bad = Buffer.from(edit(good.toString()))
  expect(bad.equals(good)).toBe(false)
  expect(await verdict(scratch, bad)).toBe('vault_damaged')
})

it.each([
  ['all the memory there is', { memory: 2 ** 31, passes: 1, parallelism: 1 }],
  ['endless time', { memory: 65_536, passes: 2 ** 31, parallelism: 1 }],
  ['endless lanes', { memory: 65_536, passes: 3, parallelism: 2 ** 20 }],
  ['too little memory for its lanes', { memory: 8, passes: 1, parallelism: 4 }],
])('refuses a header that asks for %s, without paying it', async (_, cost) => {
  using scratch = new Scratch()
  const text = (await smallVault(scratch)).toString()
  const asked = text.replace(/"memory":\d+,"passes":\d+,"parallelism":\d+/, JSON.stringify(cost).slice(1, -1))
  const content = mended(asked)
  if (content === undefined) throw new Error('the edited file is not JSON')
  expect(await verdict(scratch, content)).toBe('vault_damaged')
})

it('refuses to be made of something that is not a file', async () => {
  using scratch = new Scratch()
  mkdirSync(scratch.file)
  await expect(scratch.open()).rejects.toMatchObject({ code: 'vault_damaged' })
})

it('says that there is no vault', async () => {
  using scratch = new Scratch()
  await expect(scratch.open()).rejects.toMatchObject({
    code: 'vault_missing',
    details: { path: scratch.file },
  })
})
