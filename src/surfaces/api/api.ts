import type { HeaderList } from '../../domain/header-list.ts'
import { asVultrinoError, type VultrinoError } from '../../domain/errors.ts'
import { isTrouble } from '../../domain/trouble.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Gate } from '../../pipeline/gate.ts'
import type { Handle } from '../../pipeline/index.ts'
import { quotaOf } from '../../pipeline/limit-reached.ts'
import type { Presented } from '../../pipeline/stages.ts'
import type { Caller } from '../../manage/management.ts'
import type { MetricsAnswer } from '../../ports/telemetry.ts'
import type { AuditDesk } from '../../ports/audit-desk.ts'
import type { ControlPlane } from '../../ports/control-plane.ts'
import { errorFields, quotaFields } from '../json/error-fields.ts'
import { createFindRoute } from './find-route.ts'
import { documentRoutes } from './openapi/document-routes.ts'
import type { Known } from './route.ts'
import { ROUTES } from './routes/index.ts'

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
  /**
   * Reads the whole body. `caller`: once that is known, so that nobody takes the memory that is there for all.
   * Throws `payload_too_large` beyond `limit` bytes, `too_many_bodies`, `cancelled`.
   */
  body(limit: number, caller?: Principal): Promise<Uint8Array>
  readonly signal: AbortSignal
  /** As `Inbound.cut`. */
  cut?(error: VultrinoError): void
}

export interface ApiAnswer {
  readonly status: number
  /** Flat; without `Content-Length`. */
  readonly headers: HeaderList
  /** A stream is read to its end, or `return` is called. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
}

export interface ApiDeps {
  /** The numbers of this server, for `/metrics`; left out, there are none. */
  readonly metrics?: (caller: Caller, accept: string) => Promise<MetricsAnswer>
  readonly gate: Gate
  readonly handle: Handle
  /** The control plane as this caller. */
  readonly control: (caller: Caller) => ControlPlane
  /** The audit log as this caller may see it. */
  readonly audit: (caller: Caller) => AuditDesk
  /** Of this program: `0.1.0`. */
  readonly version: string
  /** Largest body of a request to a target, bytes; 0: no limit. */
  readonly maxBodySize: number
  /** Largest answer of a target that is given as JSON, bytes. */
  readonly maxAnswerSize: number
  /**
   * Records a refusal that neither request path nor control plane has seen. `principal`: who was refused, once that
   * is known. Throws `audit_unavailable`.
   */
  readonly onRefused: (refused: ApiRequest, error: VultrinoError, principal?: Principal) => Promise<void>
  /** Told of errors that are the owner's or ours to mend, with their cause, unless the request path has told of them. */
  readonly onTrouble?: (requestId: string, error: VultrinoError) => void
}

/** Never throws: errors are answers. */
export type Api = (request: ApiRequest) => Promise<ApiAnswer>

/** The JSON API: finds the row, has it served, and makes an answer of what comes of it. */
export function createApi(deps: ApiDeps): Api {
  const find = createFindRoute([...ROUTES, ...documentRoutes(ROUTES)])

  return async function answer(request) {
    const known: Known = { quota: null, recorded: false, told: false }
    const fieldsOf = (type: string): string[] => [
      ...['Content-Type', type, 'Cache-Control', 'no-store'],
      ...['X-Vultrino-Request-Id', request.requestId],
    ]
    try {
      const { route, name } = find(request.method, request.path)
      const done = await route.serve(request, name, deps, known)
      const type = 'stream' in done ? done.type : JSON_TYPE
      return {
        status: route.status,
        headers: [...fieldsOf(type), ...(done.headers ?? []), ...quotaFields(known.quota)],
        body: 'stream' in done ? await streamFor(request, done.stream) : json(done.value),
      }
    } catch (thrown) {
      const error = await recorded(asVultrinoError(thrown), request, known)
      return {
        status: error.status,
        headers: [...fieldsOf(JSON_TYPE), ...errorFields(error, known.quota ?? quotaOf(error))],
        body: json(error.toPublicBody()),
      }
    }
  }

  /** The error to answer with: another one, if it could not be recorded. */
  async function recorded(error: VultrinoError, request: ApiRequest, known: Known): Promise<VultrinoError> {
    if (!known.told && isTrouble(error.code)) deps.onTrouble?.(request.requestId, error)
    if (known.recorded) return error
    try {
      await deps.onRefused(request, error, known.principal)
      return error
    } catch (unrecorded) {
      return asVultrinoError(unrecorded)
    }
  }
}

const JSON_TYPE = 'application/json'

/** Nobody asked for the body of an answer to HEAD. */
async function streamFor(
  { method }: ApiRequest,
  stream: AsyncIterableIterator<Uint8Array>,
): Promise<ApiAnswer['body']> {
  if (method !== 'HEAD') return stream
  await stream.return?.()
  return new Uint8Array(0)
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value)}\n`)
