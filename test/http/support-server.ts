import { systemRandom } from '../../src/adapters/system/random.node.ts'
import { createPeerOwner } from '../../src/adapters/system/peer-uid.node.ts'
import type { VultrinoError } from '../../src/domain/errors.ts'
import type { Answer, Inbound, Outcome } from '../../src/pipeline/stages.ts'
import type { PeerOwner } from '../../src/ports/peer-owner.ts'
import type { Refusal } from '../../src/surfaces/http/front-door.node.ts'
import { parseListener } from '../../src/surfaces/http/listener.ts'
import type { HttpServerOptions } from '../../src/surfaces/http/server.node.ts'
import { createHttpServer, HTTP_SERVER_DEFAULTS } from '../../src/surfaces/http/server.node.ts'

export type TestHandle = (inbound: Inbound) => Promise<Outcome>

export interface TestServer {
  /** `http://127.0.0.1:PORT`, or `unix:/path`. */
  readonly url: string
  readonly port: number
  /** Every request that came through, in order. */
  readonly inbound: Inbound[]
  readonly refusals: Refusal[]
  readonly internal: VultrinoError[]
  drain(timeoutMs: number): Promise<number>
  close(): Promise<void>
}

interface Extra {
  readonly listen?: string
  readonly options?: Partial<HttpServerOptions>
  readonly peerOwner?: PeerOwner
  readonly onRefused?: () => Promise<void>
}

/** The front door before a request path that the test writes. */
export async function startServer(handle: TestHandle, extra: Extra = {}): Promise<TestServer> {
  const inbound: Inbound[] = []
  const refusals: Refusal[] = []
  const internal: VultrinoError[] = []
  const server = createHttpServer({
    handle: (request) => {
      inbound.push(request)
      return handle(request)
    },
    listener: parseListener(extra.listen ?? '127.0.0.1:0'),
    options: { ...HTTP_SERVER_DEFAULTS, ...extra.options },
    peerOwner: extra.peerOwner ?? createPeerOwner(),
    random: systemRandom,
    version: '0.1.0',
    onRefused: (refusal) => {
      refusals.push(refusal)
      return extra.onRefused?.() ?? Promise.resolve()
    },
    onInternalError: (_requestId, error) => internal.push(error),
  })
  const url = await server.listen()
  return {
    url,
    port: url.startsWith('unix:') ? 0 : Number(new URL(url).port),
    inbound,
    refusals,
    internal,
    drain: (timeoutMs) => server.drain(timeoutMs),
    close: async () => {
      await server.drain(0)
    },
  }
}

/** An answer; a text body unless told otherwise. */
export function ok(body: Answer['body'] | string = 'ok', parts: Partial<Answer> = {}): Outcome {
  return {
    ok: true,
    answer: {
      status: 200,
      statusText: 'OK',
      headers: ['Content-Type', 'text/plain'],
      trailers: () => [],
      ...parts,
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    },
  }
}

/** Reads a request's body to its end. */
export async function readBody(inbound: Inbound): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of inbound.body ?? []) chunks.push(chunk)
  return Buffer.concat(chunks)
}
