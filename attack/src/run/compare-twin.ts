import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { Same } from '../contract/attack-case.ts'
import type { ProxyRequest, Returned } from '../contract/proxy-under-test.ts'
import type { Arrival, Conversation, PlainField, Sent } from '../upstreams/observer.ts'
import { compareMessages } from './compare-messages.ts'

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes),
  deflate: (bytes) => inflateSync(bytes),
  br: (bytes) => brotliDecompressSync(bytes),
  zstd: (bytes) => zstdDecompressSync(bytes),
}
/** Milliseconds that the first byte of a stream may at most be behind, as part of the whole. */
const LATE = 0.5

const values = (headers: readonly PlainField[], name: string): string =>
  JSON.stringify(
    headers.filter(([given]) => given.toLowerCase() === name.toLowerCase()).map(([, value]) => value),
  )

function decoded(headers: readonly PlainField[], body: Uint8Array): Buffer {
  const codings = headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .flatMap(([, value]) => value.split(','))
  return codings.reduceRight<Buffer>(
    (bytes, coding) => DECODERS[coding.trim().toLowerCase()]?.(bytes) ?? bytes,
    Buffer.from(body),
  )
}

const fieldsOf = (fields: readonly PlainField[]): string =>
  JSON.stringify(fields.map(([name, value]) => [name.toLowerCase(), value]).sort())

/** What differs between what one side sent and the other got, one line each. */
export function compareTwin(
  same: readonly Same[],
  request: ProxyRequest,
  arrival: Arrival | undefined,
  sent: Sent | undefined,
  returned: Returned,
  conversation: Conversation | undefined,
): string[] {
  const { answer, ended, firstByte, lastByte } = returned
  if (arrival === undefined) return ['the request did not arrive']
  if (answer === null || sent === undefined) return [`no answer came back (${ended})`]
  if (ended !== 'complete') return [`the answer did not come whole (${ended})`]
  const url = request.url.replace(/^[a-z]+:\/\/[^/?#]*/i, '')
  const pairs: Readonly<
    Record<
      Exclude<Extract<Same, string>, 'messages' | 'request-messages'>,
      () => readonly [string | Uint8Array, string | Uint8Array]
    >
  > = {
    status: () => [String(sent.status), String(answer.status)],
    reason: () => [sent.reason, answer.reason],
    body: () => [sent.body, answer.body],
    'decoded-body': () => [decoded(sent.headers, sent.body), decoded(answer.headers, answer.body)],
    trailers: () => [fieldsOf(sent.trailers), fieldsOf(answer.trailers)],
    'request-body': () => [request.body ?? new Uint8Array(), arrival.body],
    'request-method': () => [request.method, arrival.method],
    'request-target': () => [url === '' ? '/' : url.startsWith('?') ? `/${url}` : url, arrival.target],
    latency: () => ['early', (firstByte ?? 0) < (lastByte ?? 0) * LATE ? 'early' : 'late'],
  }
  return same.flatMap((each) => {
    if (each === 'messages' || each === 'request-messages')
      return compareMessages(each, conversation, returned)
    const [name, [left, right]] =
      typeof each === 'string'
        ? [each, pairs[each]()]
        : 'header' in each
          ? [
              `field ${each.header}`,
              [values(sent.headers, each.header), values(answer.headers, each.header)] as const,
            ]
          : [
              `request field ${each['request-header']}`,
              [
                values(request.headers, each['request-header']),
                values(arrival.headers, each['request-header']),
              ] as const,
            ]
    return Buffer.compare(Buffer.from(left), Buffer.from(right)) === 0
      ? []
      : [`${name} is not the same: ${shown(left)} became ${shown(right)}`]
  })
}

const shown = (value: string | Uint8Array): string =>
  typeof value === 'string'
    ? value.slice(0, 120)
    : `${String(value.length)} bytes ${Buffer.from(value.subarray(0, 24))
        .toString('latin1')
        .replace(/[^\x20-\x7e]/g, '.')}`
