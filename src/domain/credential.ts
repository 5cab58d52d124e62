import type { BoundOrigin } from './bound-origin.ts'
import type { Secret } from './secret.ts'

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** What may be shown of a credential. Holds nothing secret. */
export interface CredentialInfo {
  /** UUID, kept for the credential's life. */
  readonly id: string
  readonly alias: string
  /** A key of `CREDENTIAL_TYPES`. */
  readonly type: string
  readonly description: string | null
  /** The owner's own notes, and `header_name`, `header_prefix`, `query_param` for `api_key`. */
  readonly metadata: Readonly<Record<string, JsonValue>>
  /** Where the secret may go. Empty: unbound. */
  readonly binding: readonly BoundOrigin[]
  /**
   * Origins that had the secret and get it no more. They may have kept it: what they answer is still searched for it.
   * Absent: none.
   */
  readonly released?: readonly BoundOrigin[]
  /** Somebody other than the owner gave its secret: it may be a guess at another one. Absent: the owner did. */
  readonly givenByCaller?: true
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly updatedAt: string
  /** A secret of it is shorter than `SCRUBBABLE_BYTES`, so answers cannot be cleaned of it. */
  readonly weak: boolean
}

/** The fields of a credential by name; secret ones are `Secret`, the others plain strings. */
export type CredentialData = Readonly<Record<string, Secret | string>>

export interface Credential extends CredentialInfo {
  readonly data: CredentialData
}

/** Shorter secrets are too common as substrings: replacing them would wreck answers. UTF-8 bytes. */
export const SCRUBBABLE_BYTES = 8
