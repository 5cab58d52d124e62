import type { Credential, CredentialData, JsonValue } from '../credential.ts'
import type { Secret } from '../secret.ts'

/** Where a credential's secret goes in a request, secret included: made for one request, never kept. */
export type Injection =
  | { readonly in: 'header'; readonly name: string; readonly value: string }
  | { readonly in: 'query'; readonly name: string; readonly value: string }

/** One field of a type. */
export interface CredentialField {
  readonly name: string
  readonly secret: boolean
  readonly required: boolean
  /** As a person is asked for it. */
  readonly label: string
  /** What is wrong with a value, as a phrase after the field's name, or `undefined`. Never quotes the value. */
  problem(value: string): string | undefined
}

export type Metadata = Readonly<Record<string, JsonValue>>

/** One row carries everything about a type of credential. */
export interface CredentialType {
  readonly fields: readonly CredentialField[]
  /** What is wrong with metadata that this type gives a meaning to, as a sentence, or `undefined`. */
  metadataProblem(metadata: Metadata, data: CredentialData): string | undefined
  /** How it is put in a request. */
  injection(credential: Credential): Injection
  /** Every text that must not come back in an answer. */
  secrets(data: CredentialData): readonly Secret[]
}
