import { validateHeaderName, validateHeaderValue } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { Server, Socket } from 'node:net'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { OriginName } from '../contract/laboratory.ts'
import { fillBinary } from '../laboratory/fill.ts'
import { listenEverywhere, type Listening } from './listen.ts'
import type { PlainField } from './observer.ts'
import { filled, planAnswer } from './plan-answer.ts'
import type { Stage } from './stage.ts'

/** Fields that HTTP/2 forbids (RFC 9113 §8.2.2). */
const OF_HTTP1 = new Set([
  'connection',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'proxy-connection',
  'http2-settings',
  'te',
])

/** Starts an origin that speaks HTTP/2 by TLS, and HTTP/1.1 to those who do not. */
export async function startH2Origin(
  name: OriginName,
  stage: () => Stage,
  tls: { readonly key: string; readonly cert: string },
): Promise<Listening> {
  const sockets = new Set<Socket>()
  const make = (): Server => {
    const server = createSecureServer({ ...tls, allowHTTP1: true }, (request, response) => {
      answer(name, request, response, stage()).catch((error: unknown) => {
        stage().observer.mistakes.push(String(error))
        cut(request, response)
      })
    })
    server.on('secureConnection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => undefined)
    })
    server.on('sessionError', () => undefined)
    return server
  }
  const listening = await listenEverywhere(make)
  return {
    port: listening.port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await listening.close()
    },
  }
}

async function answer(
  name: OriginName,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  stage: Stage,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const headers: PlainField[] = []
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    headers.push([request.rawHeaders[i] ?? '', request.rawHeaders[i + 1] ?? ''])
  }
  const address = request.socket.localAddress ?? ''
  const { httpVersion: version, method, url: target } = request
  const arrival = { origin: name, address, version, method, target, headers, body, trailers: [] }
  const whole = headers.map(([field, value]) => `${field}: ${value}\r\n`).join('')
  const bytes = Buffer.concat([Buffer.from(`${method} ${target}\r\n${whole}\r\n`, 'latin1'), body])
  stage.observer.receive(request, name, address, bytes)
  stage.observer.arrivals.push(arrival)
  const plan = planAnswer(stage.behaviour(name), arrival, stage.memory(name), stage.lookup)
  if (plan.does !== 'answer') {
    // What is about the bytes of HTTP/1.1 has no meaning here.
    if (plan.does !== 'silence') cut(request, response)
    return
  }
  const sent = filled(plan, stage.lookup)
  stage.observer.sent.push(sent)
  for (const early of plan.interim ?? []) {
    const fields = (early.headers ?? []).map(
      ([field, value]) => [field, fillBinary(value, stage.lookup)] as const,
    )
    if (isHttp2(request))
      response.stream.additionalHeaders({ ':status': early.status, ...Object.fromEntries(fields) })
  }
  const fields = new Map<string, string[]>()
  for (const [field, value] of sent.headers) {
    const key = field.toLowerCase()
    if (!OF_HTTP1.has(key)) fields.set(key, [...(fields.get(key) ?? []), value])
  }
  for (const [field, values] of fields)
    response.setHeader(field, values.length === 1 ? (values[0] ?? '') : values)
  response.writeHead(sent.status)
  const piece = plan.piece ?? Math.max(1, sent.body.length)
  for (let at = 0; at < sent.body.length; at += piece) {
    if (isGone(request, response) || stage.over.aborted) return
    response.write(sent.body.subarray(at, at + piece))
    await (plan.pause === undefined ? turn() : wait(plan.pause))
  }
  // Node looks at them later, where nothing catches what it throws.
  const trailers = sent.trailers.map(([field, value]) => [field.toLowerCase(), value] as const)
  for (const [field, value] of trailers) {
    validateHeaderName(field)
    validateHeaderValue(field, value)
  }
  response.addTrailers(Object.fromEntries(trailers.filter(([field]) => !OF_HTTP1.has(field))))
  response.end()
}

/** By HTTP/1.1 there is no stream, whatever the types say: the connection is all there is. */
const isHttp2 = ({ httpVersion }: Http2ServerRequest): boolean => httpVersion === '2.0'

function cut(request: Http2ServerRequest, response: Http2ServerResponse): void {
  if (isHttp2(request)) response.stream.close()
  else request.socket.destroy()
}

const isGone = (request: Http2ServerRequest, response: Http2ServerResponse): boolean =>
  isHttp2(request) ? response.stream.destroyed : request.socket.destroyed
