/**
 * The bare control: what a forwarder on node:http and undici costs when it does nothing but set one header.
 * No vault, no policy, no scrubbing, no audit. Its throughput is the ceiling that Node's own HTTP layer leaves us.
 *
 * In: `BENCH_TARGET` (an origin) and `BENCH_SECRET` in the environment. Out: the port it listens on, one line on stdout.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'

const pool = new Pool(process.env['BENCH_TARGET'] ?? '')
const authorization = `Bearer ${process.env['BENCH_SECRET'] ?? ''}`
const hopByHop = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
])

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept: IncomingHttpHeaders = {}
  for (const name in headers) if (!hopByHop.has(name)) kept[name] = headers[name]
  return kept
}

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = endToEnd(request.headers)
  headers['authorization'] = authorization
  const bodiless = request.method === 'GET' || request.method === 'HEAD'
  const answer = await pool.request({
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers,
    body: bodiless ? null : request,
  })
  response.writeHead(answer.statusCode, endToEnd(answer.headers))
  answer.body.on('error', () => response.destroy())
  response.on('close', () => answer.body.destroy())
  answer.body.pipe(response)
}

const server = createServer((request, response) => {
  forward(request, response).catch(() => {
    if (!response.headersSent) response.writeHead(502)
    response.end()
  })
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
