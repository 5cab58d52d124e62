import type { HeaderList } from '../../domain/header-list.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { Gate } from '../../pipeline/gate.ts'
import type { Handle } from '../../pipeline/index.ts'
import type { Presented } from '../../pipeline/stages.ts'
import type { Caller } from '../../manage/management.ts'
import type { ControlPlane } from '../../ports/control-plane.ts'

/** One request to `/v1/*` as an HTTP server received it, untrusted. */
export interface ApiRequest {
  readonly requestId: string
  readonly presented: Presented
  /** Peer address. */
  readonly ip: string | null
  readonly method: string
  /** Path and query as on the wire, `/api/v1/…` already turned into `/v1/…`. */
  readonly path: string
  readonly headers: HeaderList
  /** Reads the whole body. Throws `payload_too_large` beyond `limit` bytes, `cancelled`. */
  body(limit: number): Promise<Uint8Array>
  readonly signal: AbortSignal
  /** As `Inbound.cut`. */
  cut?(error: VultrinoError): void
}

export interface ApiAnswer {
  readonly status: number
  /** Flat; without `Content-Length`. */
  readonly headers: HeaderList
  readonly body: Uint8Array
}

export interface ApiDeps {
  readonly gate: Gate
  readonly handle: Handle
  /** The control plane as this caller. */
  readonly control: (caller: Caller) => ControlPlane
  /** Of this program: `0.1.0`. */
  readonly version: string
  /** Largest body of a request to a target, bytes; 0: no limit. */
  readonly maxBodySize: number
  /** Largest answer of a target that is given as JSON, bytes. */
  readonly maxAnswerSize: number
  /** Records a refusal that neither request path nor control plane has seen. Throws `audit_unavailable`. */
  readonly onRefused: (refused: ApiRequest, error: VultrinoError) => Promise<void>
}

/** Never throws: errors are answers. */
export type Api = (request: ApiRequest) => Promise<ApiAnswer>

export function createApi(_deps: ApiDeps): Api {
  return () => Promise.reject(new VultrinoError('no_such_endpoint'))
}
