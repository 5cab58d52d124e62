import type { Cipher } from '../ports/cipher.ts'
import type { KdfCost } from '../ports/key-derivation.ts'
import { damaged } from './damaged.ts'

const FORMAT = 'vultrino-vault'
const VERSION = 1

/** What must be known before the password can be tried. In clear; authenticated once it has been. */
export interface VaultHeader {
  /** UUID, kept for the vault's life. */
  readonly id: string
  readonly kdf: KdfCost
  /** 16 bytes, hex. */
  readonly salt: string
  /** The data key, sealed with the password's key. */
  readonly key: string
}

/** A sealed record as it lies in the file. */
export interface StoredRecord {
  readonly id: string
  readonly kind: string
  readonly version: number
  readonly sealed: string
}

export interface VaultFile {
  readonly header: VaultHeader
  /** One more with every change. */
  readonly generation: number
  /** The sealed list of all records. */
  readonly index: string
  readonly records: readonly StoredRecord[]
}

/** The lines of the header up to the wrapped key: what wrapping binds that key to. */
export function wrapContext({ id, kdf, salt }: Omit<VaultHeader, 'key'>): string {
  const { memory, passes, parallelism } = kdf
  return [
    `"format":${JSON.stringify(FORMAT)},`,
    `"version":${VERSION},`,
    `"id":${JSON.stringify(id)},`,
    `"kdf":${JSON.stringify({ name: 'argon2id', memory, passes, parallelism, salt })},`,
  ].join('\n')
}

/** Digest of everything in the header. In clear it tells damage from a wrong password; the index is bound to it. */
export function headerDigest(header: VaultHeader, cipher: Cipher): string {
  return cipher.digest(`${wrapContext(header)}\n${JSON.stringify(header.key)}`)
}

/** The one text of a vault file: JSON, one member or record a line. */
export function formatVaultFile(file: VaultFile, cipher: Cipher): string {
  return piecesOf(file, cipher).join('')
}

/** In pieces, so that a text of many megabytes is joined once, or compared without being made. */
function piecesOf({ header, generation, index, records }: VaultFile, cipher: Cipher): string[] {
  const pieces = [
    `{\n${wrapContext(header)}\n`,
    `"key":${JSON.stringify(header.key)},\n`,
    `"checksum":${JSON.stringify(headerDigest(header, cipher))},\n`,
    `"generation":${generation},\n`,
    `"index":"`,
    index,
    `",\n"records":[`,
  ]
  // Nothing needs escaping in what the vault writes; what would need it in a forged file comes out otherwise than it was.
  let before = '\n{"id":"'
  for (const { id, kind, version, sealed } of records) {
    pieces.push(before, id, '","kind":"', kind, '","version":', String(version), ',"sealed":"', sealed, '"}')
    before = ',\n{"id":"'
  }
  pieces.push('\n]}\n')
  return pieces
}

function isMadeOf(text: string, pieces: readonly string[]): boolean {
  let at = 0
  for (const piece of pieces) {
    if (!text.startsWith(piece, at)) return false
    at += piece.length
  }
  return at === text.length
}

/**
 * Reads a vault file without any key. Only the very text `formatVaultFile` writes is accepted: what differs in a
 * space, an escape or an extra member is refused. Throws `vault_damaged`.
 */
export function parseVaultFile(bytes: Uint8Array, cipher: Cipher): VaultFile {
  const text = decode(bytes)
  const root = object(parse(text))
  if (root['format'] !== FORMAT) throw damaged('it is not a vault file')
  if (root['version'] !== VERSION) throw damaged('its format version is not one this program knows')
  const kdf = object(root['kdf'])
  const cost = {
    memory: integer(kdf['memory']),
    passes: integer(kdf['passes']),
    parallelism: integer(kdf['parallelism']),
  }
  const file: VaultFile = {
    header: { id: string(root['id']), kdf: cost, salt: string(kdf['salt']), key: string(root['key']) },
    generation: integer(root['generation']),
    index: string(root['index']),
    records: array(root['records']).map((item) => record(object(item))),
  }
  if (!isMadeOf(text, piecesOf(file, cipher))) throw damaged('it is not written the way vultrino writes it')
  return file
}

const record = (item: Readonly<Record<string, unknown>>): StoredRecord => ({
  id: string(item['id']),
  kind: string(item['kind']),
  version: integer(item['version']),
  sealed: string(item['sealed']),
})

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw damaged('it is not text')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text.
    throw damaged('it is not complete JSON')
  }
}

const misshapen = (): Error => damaged('a part of it is missing or of the wrong type')

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misshapen()
  return value as Readonly<Record<string, unknown>>
}

function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw misshapen()
  return value as readonly unknown[]
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw misshapen()
  return value
}

function integer(value: unknown): number {
  if (!Number.isSafeInteger(value) || Number(value) < 1) throw misshapen()
  return Number(value)
}
