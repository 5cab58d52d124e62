import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { ReadAnswer } from '../../contract/proxy-under-test.ts'
import { readAnswer } from '../../run/read-answer.ts'
import type { PlainField } from '../observer.ts'
import type { Injection } from './injection.ts'

const OF_HTTP1 = /^(?:connection|keep-alive|proxy-connection|transfer-encoding|upgrade|trailer)$/i

/** A request by HTTP/2 becomes one of HTTP/1.1, and its answer goes back. */
export async function serveHttp2(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  injection: Injection,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const fields: PlainField[] = []
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(at, at + 2)
    if (!name.startsWith(':')) fields.push([name, value])
  }
  // A GET has no body, or so it thinks.
  if (request.method !== 'GET' && !fields.some(([name]) => name === 'content-length'))
    fields.push(['Content-Length', String(body.length)])
  const { authority, method, url } = request
  const answer = injection.isKnown(authority)
    ? await ask(
        injection,
        authority,
        Buffer.concat([injection.head(authority, method, url, fields), body]),
        method,
      )
    : null
  const values = new Map<string, string[]>()
  for (const [name, value] of answer?.headers ?? [])
    if (!OF_HTTP1.test(name))
      values.set(name.toLowerCase(), [...(values.get(name.toLowerCase()) ?? []), value])
  for (const [name, each] of values) response.setHeader(name, each)
  response.writeHead(answer?.status ?? 403)
  response.write(Buffer.from(answer?.body ?? []))
  response.addTrailers(Object.fromEntries(answer?.trailers ?? []))
  response.end()
}

async function ask(
  injection: Injection,
  place: string,
  bytes: Buffer,
  method: string,
): Promise<ReadAnswer | null> {
  const upstream = injection.dial(place)
  upstream.write(bytes)
  let came = Buffer.alloc(0)
  for await (const chunk of upstream) {
    came = Buffer.concat([came, chunk as Buffer])
    const reading = readAnswer(came, 0, method, false)
    if (reading?.complete === true) return reading.answer
  }
  return readAnswer(came, 0, method, true)?.answer ?? null
}
