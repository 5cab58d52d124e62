import type { Credential, CredentialInfo, JsonValue } from '../domain/credential.ts'
import type { ApiKeyInfo } from '../domain/api-key.ts'
import type { ErrorDetails } from '../domain/errors.ts'
import type { Role } from '../domain/role.ts'
import type { SigningKey, SigningKeyInfo } from '../domain/signing-key.ts'
import { apiKeyKind } from './api-key-kind.ts'
import { credentialKind } from './credential-kind.ts'
import { markKind, type Mark } from './mark-kind.ts'
import { roleKind } from './role-kind.ts'
import { signingKeyKind } from './signing-key-kind.ts'

/** What every kind of record shows without being unsealed. */
export interface RecordInfo {
  /** UUID, unique in the vault. */
  readonly id: string
}

/** How one kind of record is divided between the index, read whole at opening, and its own seal. */
export interface RecordKind<Info extends RecordInfo, Value extends Info> {
  /** Unique among the records of the kind. */
  nameOf(info: Info): string
  /** How errors speak of a record, by its name or id. */
  mention(name: string): ErrorDetails
  /** `info`: what a lookup needs, nothing secret. `payload`: the rest, and whatever must not be told otherwise than sealed. */
  split(value: Value): { readonly info: Info; readonly payload: JsonValue }
  /** The value again; `undefined` where the two do not belong together. */
  join(info: Info, payload: JsonValue): Value | undefined
}

interface Kinds {
  readonly credential: { readonly info: CredentialInfo; readonly value: Credential }
  readonly role: { readonly info: Role; readonly value: Role }
  readonly api_key: { readonly info: ApiKeyInfo; readonly value: ApiKeyInfo }
  readonly mark: { readonly info: Mark; readonly value: Mark }
  readonly signing_key: { readonly info: SigningKeyInfo; readonly value: SigningKey }
}

export type KindName = keyof Kinds
export type InfoOf<K extends KindName> = Kinds[K]['info']
export type ValueOf<K extends KindName> = Kinds[K]['value']

/** Every kind of record a vault holds. Kinds a newer version wrote are carried along untouched. */
export const RECORD_KINDS: { readonly [K in KindName]: RecordKind<InfoOf<K>, ValueOf<K>> } = {
  credential: credentialKind,
  role: roleKind,
  api_key: apiKeyKind,
  mark: markKind,
  signing_key: signingKeyKind,
}

/** What no two records of a kind share. */
export const nameKey = (kind: string, name: string): string => `${kind} ${name}`

/** That of a record; `undefined` for a kind that is not in the table. */
export function nameKeyOf(kind: string, info: RecordInfo): string | undefined {
  if (!Object.hasOwn(RECORD_KINDS, kind)) return undefined
  return nameKey(kind, RECORD_KINDS[kind as KindName].nameOf(info as never))
}
