import type { JsonValue } from '../domain/credential.ts'
import type { Cipher, SealingKey } from '../ports/cipher.ts'
import { damaged } from './damaged.ts'
import type { RecordInfo } from './record-kinds.ts'
import { headerDigest, type StoredRecord, type VaultFile, type VaultHeader } from './vault-file.ts'

/** One record: what the index says of it, and its sealed bytes. */
export interface Entry {
  readonly kind: string
  /** 1, then one more each time the record is replaced. */
  readonly version: number
  readonly info: RecordInfo
  /** Of `sealed`. */
  readonly digest: string
  readonly sealed: string
}

/** An entry as it stands in the index. */
type Line = readonly [kind: string, version: number, digest: string, info: RecordInfo]

const RECORD = 'vultrino vault v1: record'
const INDEX = 'vultrino vault v1: index'

/**
 * Seals and opens with the keys of one vault. Each record is sealed on its own, bound to its kind, id and version;
 * the index lists every record with the digest of its seal, and is bound to the header and the generation. So no
 * record can be changed, swapped, left out, repeated or rolled back without the index, nor the index alone.
 */
export class SealedRecords {
  readonly #record: SealingKey
  readonly #index: SealingKey
  readonly #cipher: Cipher

  constructor(dataKey: Uint8Array, cipher: Cipher) {
    this.#record = cipher.sealingKey(dataKey, RECORD)
    this.#index = cipher.sealingKey(dataKey, INDEX)
    this.#cipher = cipher
  }

  seal(kind: string, version: number, info: RecordInfo, payload: JsonValue): Entry {
    const sealed = this.#record.seal(encode(payload), recordContext(kind, info.id, version))
    return { kind, version, info, digest: this.#cipher.digest(sealed), sealed }
  }

  /** The payload. Throws `vault_damaged`. */
  open({ kind, version, info, sealed }: Entry): JsonValue {
    const payload = this.#record.open(sealed, recordContext(kind, info.id, version))
    if (payload === undefined) throw damaged('a record cannot be opened')
    return decode(payload)
  }

  sealFile(header: VaultHeader, generation: number, entries: readonly Entry[]): VaultFile {
    const list = entries.map(({ kind, version, digest, info }): Line => [kind, version, digest, info])
    const index = this.#index.seal(encode(list), this.#indexContext(header, generation))
    const records = entries.map(({ kind, version, info, sealed }) => ({ id: info.id, kind, version, sealed }))
    return { header, generation, index, records }
  }

  /** Every record, checked against the index; none is unsealed. Throws `vault_damaged`. */
  openFile({ header, generation, index, records }: VaultFile): Entry[] {
    const opened = this.#index.open(index, this.#indexContext(header, generation))
    if (opened === undefined) throw damaged('its index cannot be opened')
    const list = decode(opened) as unknown as readonly Line[]
    if (list.length !== records.length) throw damaged('records are missing or added')
    return list.map((line, at) => this.#match(line, records[at]))
  }

  #match([kind, version, digest, info]: Line, record: StoredRecord | undefined): Entry {
    if (
      record?.id !== info.id ||
      record.kind !== kind ||
      record.version !== version ||
      this.#cipher.digest(record.sealed) !== digest
    ) {
      throw damaged('a record is not the one in the index')
    }
    return { kind, version, info, digest, sealed: record.sealed }
  }

  #indexContext(header: VaultHeader, generation: number): string {
    return JSON.stringify([headerDigest(header, this.#cipher), generation])
  }
}

/** JSON, so that no two different triples give the same text. */
const recordContext = (kind: string, id: string, version: number): string =>
  JSON.stringify([kind, id, version])

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const decode = (bytes: Uint8Array): JsonValue => JSON.parse(new TextDecoder().decode(bytes)) as JsonValue
