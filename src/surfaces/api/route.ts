import type { z } from 'zod'
import type { ErrorCode } from '../../domain/errors.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Quota } from '../../ports/rate-limits.ts'
import type { ApiDeps, ApiRequest } from './api.ts'

/** What an endpoint answers, where all went well. */
export type Done = {
  /** Flat. */
  readonly headers?: HeaderList
} & (
  | {
      /** Becomes JSON. */
      readonly value: unknown
    }
  | {
      /** Media type of an answer that is given as it comes. */
      readonly type: string
      /** Ends when nobody reads it any more. */
      readonly stream: AsyncIterableIterator<Uint8Array>
    }
)

/** What becomes known of a request on its way, for its answer and its record. */
export interface Known {
  principal?: Principal
  quota: Quota | null
  /** Request path or control plane has it: whatever comes of it is on record. */
  recorded: boolean
  /** The request path has told of what is the owner's or ours to mend. */
  told: boolean
}

/** How a request is served once its row is found. `name`: the part of the path that the template leaves open. */
export type Serve = (request: ApiRequest, name: string, deps: ApiDeps, known: Known) => Promise<Done>

/** One operation: everything that routing, serving and documentation need. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `/v1/credentials/{alias}`; one open part at most. */
  readonly path: string
  readonly operationId: string
  readonly summary: string
  /** Groups operations in the documentation. */
  readonly tag: string
  /** What it asks of the caller, as a sentence. */
  readonly needs: string
  readonly status: 200 | 201
  /** Schema of the request body. */
  readonly body?: z.ZodType
  readonly answer: z.ZodType
  /** Media types of the answer, where it is not JSON. */
  readonly media?: readonly string[]
  /** What may stand after `?`. */
  readonly query?: z.ZodObject
  /** Takes `Last-Event-ID`. */
  readonly resumes?: true
  /** Besides those that any endpoint may answer. */
  readonly errors: readonly ErrorCode[]
  /** Takes `Idempotency-Key`. */
  readonly idempotent?: true
  readonly serve: Serve
}
