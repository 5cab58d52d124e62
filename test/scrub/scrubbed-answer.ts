import { zlibDecoder } from '../../src/adapters/content-coding/zlib-decoder.node.ts'
import { type AnswerEnd, scrub } from '../../src/pipeline/scrub.ts'
import type { Answer, Forwarded } from '../../src/pipeline/stages.ts'
import { needlesOf } from './spellings.ts'

export const SECRET = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
export const MARKER = '[vultrino:k0]'

/** What a target answers, as the upstream port gives it. */
export interface Sent {
  readonly method?: string
  readonly status?: number
  readonly statusText?: string
  readonly headers?: readonly string[]
  readonly body?: readonly Uint8Array[] | AsyncIterable<Uint8Array>
  readonly trailers?: readonly string[]
  /** Default: one, `SECRET`. */
  readonly secrets?: readonly string[]
}

export interface Scrubbing {
  readonly answer: Answer
  /** What `onEnd` was told, each time. */
  readonly ends: AnswerEnd[]
}

/** One answer through the pipeline step. */
export async function answerOf(sent: Sent): Promise<Scrubbing> {
  const ends: AnswerEnd[] = []
  const { body = [] } = sent
  const needles = needlesOf(sent.secrets ?? [SECRET])
  const forwarded = {
    armed: { inbound: { method: sent.method ?? 'GET' }, needles, needlesNow: () => needles },
    answer: {
      status: sent.status ?? 200,
      statusText: sent.statusText ?? 'OK',
      headers: sent.headers ?? [],
      body: Array.isArray(body) ? streamOf(body as readonly Uint8Array[]) : body,
      trailers: () => sent.trailers ?? [],
    },
  } as unknown as Forwarded
  return { answer: await scrub(forwarded, zlibDecoder, (end) => ends.push(end)), ends }
}

export async function* streamOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve()
    yield chunk
  }
}

/** All of an answer's body. Throws where it breaks off. */
export async function bodyOf({ body }: Answer): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body)
  const parts: Uint8Array[] = []
  for await (const chunk of body) parts.push(chunk)
  return Buffer.concat(parts)
}

/** Bytes in pieces of one size. */
export function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
}
