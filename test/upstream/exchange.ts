import { onTestFinished } from 'vitest'
import { createUpstream, type UpstreamOptions } from '../../src/adapters/upstream/upstream.node.ts'
import { VultrinoError } from '../../src/domain/errors.ts'
import type { HeaderList } from '../../src/domain/header-list.ts'
import { parseTarget } from '../../src/domain/target.ts'
import type { Upstream, UpstreamAnswer, UpstreamRequest } from '../../src/ports/upstream.ts'

export const OPTIONS: UpstreamOptions = {
  connectTimeout: 5000,
  headTimeout: 5000,
  idleTimeout: 5000,
  connections: 64,
}

/** The adapter, closed when the test ends. */
export function upstreamWith(options: Partial<UpstreamOptions> = {}): Upstream {
  const upstream = createUpstream({ ...OPTIONS, ...options })
  onTestFinished(() => upstream.close())
  return upstream
}

export const LOOPBACK: readonly string[] = ['127.0.0.0/8', '::1']

export function requestTo(url: string, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  const target = parseTarget(url)
  return {
    target,
    method: 'GET',
    path: target.path,
    headers: [],
    body: null,
    bodyLength: null,
    addresses: LOOPBACK,
    signal: new AbortController().signal,
    ...more,
  }
}

export interface Got {
  readonly status: number
  readonly statusText: string
  readonly headers: HeaderList
  readonly body: string
  readonly trailers: HeaderList
}

export async function read(answer: UpstreamAnswer): Promise<Got> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.body) chunks.push(chunk)
  const { status, statusText, headers } = answer
  return {
    status,
    statusText,
    headers,
    body: Buffer.concat(chunks).toString('latin1'),
    trailers: answer.trailers(),
  }
}

export async function exchange(
  upstream: Upstream,
  url: string,
  more: Partial<UpstreamRequest> = {},
): Promise<Got> {
  return await read(await upstream.send(requestTo(url, more)))
}

/** The error that a promise ends with, as `code: reason`; what is not one of ours is thrown on. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    return `no failure: ${JSON.stringify(await promise)}`
  } catch (error) {
    if (!(error instanceof VultrinoError)) throw error
    return error.details['reason'] === undefined
      ? error.code
      : `${error.code}: ${String(error.details['reason'])}`
  }
}

export async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    await new Promise((resolve) => setImmediate(resolve))
    yield Buffer.from(text)
  }
}
