import { readFileSync } from 'node:fs'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Found, ProxyRequest, Returned, WireForm } from '../../contract/proxy-under-test.ts'
import { exchange, requestBytes, returned } from '../../run/exchange.ts'
import { hostOf, pathOf, splitUrl } from './split-url.ts'

/** A proxy as `HTTP_PROXY` names one (RFC 9110 §7.6, §9.3.6). */
export interface ForwardProxy {
  readonly host: string
  readonly port: number
  /** PEM file of the authority by which it signs certificates for the hosts it intercepts. */
  readonly authority: string
}

/** How long to wait for the rest of a refusal, in milliseconds. */
const SETTLE = 150

const common = ({ method, limit, signal }: ProxyRequest) => ({
  method,
  limit,
  ...(signal === undefined ? {} : { signal }),
})

/** The whole URL in the request line, as for plain HTTP. */
export function absoluteForm({ url }: ProxyRequest): WireForm {
  const split = splitUrl(url)
  if (split === null) return { target: url, headers: [['Host', 'localhost']] }
  const before = url.slice(0, url.length - split.rest.length)
  return { target: `${before}${pathOf(split)}`, headers: [['Host', hostOf(split)]] }
}

export async function sendAbsolute(proxy: ForwardProxy, request: ProxyRequest): Promise<Returned> {
  const { target, headers } = absoluteForm(request)
  const all = [...headers, ...request.headers, ['Connection', 'close'] as const]
  const bytes = requestBytes(request.method, target, all, request.body, request.chunked)
  return await exchange({ ...proxy, bytes, ...common(request) })
}

/** `CONNECT`, then TLS for https as a client that trusts the proxy's authority makes it, then the request. */
export async function sendByTunnel(proxy: ForwardProxy, request: ProxyRequest): Promise<Returned> {
  const split = splitUrl(request.url)
  // No client can make a tunnel for that.
  if (split === null) return returned([], Buffer.alloc(0), request.method, 'refused')
  const host = hostOf(split)
  const whole = /:\d+$/.test(host) ? host : `${host}:${split.scheme === 'https' ? '443' : '80'}`
  const opened = await openTunnel(proxy, whole, request.limit)
  if (opened.socket === null) {
    return returned([{ where: 'socket', bytes: opened.bytes }], opened.bytes, request.method, 'closed-early')
  }
  const before: Found = { where: 'socket', bytes: opened.bytes }
  const socket =
    split.scheme === 'https' ? await secure(opened.socket, host, proxy, request.limit) : opened.socket
  if (socket === null) return returned([before], Buffer.alloc(0), request.method, 'reset')
  const headers = [['Host', host] as const, ...request.headers, ['Connection', 'close'] as const]
  const bytes = requestBytes(request.method, pathOf(split), headers, request.body, request.chunked)
  const came = await exchange({ ...proxy, socket, bytes, ...common(request) })
  return { ...came, all: [before, ...came.all] }
}

/** `socket` is `null` where the proxy refused; `bytes` is what it said. */
async function openTunnel(
  { host, port }: ForwardProxy,
  authority: string,
  limit: number,
): Promise<{ readonly socket: Socket | null; readonly bytes: Buffer }> {
  const socket = connect({ host, port, allowHalfOpen: true })
  socket.setNoDelay(true)
  socket.write(Buffer.from(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`, 'latin1'))
  let bytes = Buffer.alloc(0)
  return await new Promise((resolve) => {
    const finish = (open: boolean): void => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.setTimeout(0)
      if (!open) socket.destroy()
      resolve({ socket: open ? socket : null, bytes })
    }
    const timer = setTimeout(() => finish(false), limit)
    socket.on('error', () => finish(false))
    socket.on('end', () => finish(false))
    socket.on('close', () => finish(false))
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      const [, status] = /^HTTP\/1\.\d (\d+) .*?\r\n\r\n/s.exec(bytes.toString('latin1')) ?? []
      if (status === '200') finish(true)
      // A refusal, with which the connection may stay open.
      else if (status !== undefined) socket.setTimeout(SETTLE, () => finish(false))
    })
  })
}

async function secure(
  socket: Socket,
  authority: string,
  proxy: ForwardProxy,
  limit: number,
): Promise<Socket | null> {
  const host = authority.replace(/:\d*$/, '').replace(/^\[|\]$/g, '')
  return await new Promise((resolve) => {
    const over = connectTls({
      socket,
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ca: readFileSync(proxy.authority),
      ALPNProtocols: ['http/1.1'],
    })
    const finish = (open: boolean): void => {
      clearTimeout(timer)
      over.removeAllListeners('error')
      // What is left of a connection that nobody uses any more may still fail.
      if (!open) over.on('error', () => undefined).destroy()
      resolve(open ? over : null)
    }
    const timer = setTimeout(() => finish(false), limit)
    over.once('secureConnect', () => finish(true))
    over.once('error', () => finish(false))
    over.once('close', () => finish(false))
  })
}
