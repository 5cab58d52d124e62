import { readFileSync } from 'node:fs'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Opened, ProxyRequest, Tunnel, WireForm } from '../../contract/proxy-under-test.ts'
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

/** What stands inside a tunnel: the path, and Host. */
export function insideForm({ url }: ProxyRequest): WireForm {
  const split = splitUrl(url)
  if (split === null) return { target: url, headers: [['Host', 'localhost']] }
  return { target: pathOf(split), headers: [['Host', hostOf(split)]] }
}

/** `CONNECT`, then TLS for https as a client that trusts the proxy's authority makes it. `tunnel`: what departs from that. */
export async function openTunnel(
  proxy: ForwardProxy,
  request: ProxyRequest,
  tunnel: Tunnel = {},
  form: WireForm = insideForm(request),
  protocol: 'http/1.1' | 'h2' = 'http/1.1',
): Promise<Opened> {
  const split = splitUrl(request.url)
  // No client can make a tunnel for that.
  if (split === null) return { socket: null, before: [], form }
  const host = hostOf(split)
  const whole = /:\d+$/.test(host) ? host : `${host}:${split.scheme === 'https' ? '443' : '80'}`
  const authority = tunnel.authority ?? whole
  const opening = Buffer.concat([
    Buffer.from(`CONNECT ${authority} HTTP/1.1\r\nHost: ${tunnel.host ?? authority}\r\n\r\n`, 'latin1'),
    tunnel.early?.(form) ?? Buffer.alloc(0),
  ])
  const opened = await openPlain(proxy, opening, request.limit)
  const before = [{ where: 'socket', bytes: opened.bytes }]
  if (opened.socket === null || !(tunnel.tls ?? split.scheme === 'https'))
    return { socket: opened.socket, before, form }
  const socket = await secure(
    opened.socket,
    host,
    proxy.authority,
    request.limit,
    protocol,
    tunnel.serverName,
  )
  return { socket, before, form }
}

/** `socket` is `null` where the proxy refused; `bytes` is what it said. */
async function openPlain(
  { host, port }: ForwardProxy,
  opening: Buffer,
  limit: number,
): Promise<{ readonly socket: Socket | null; readonly bytes: Buffer }> {
  const socket = connect({ host, port, allowHalfOpen: true })
  socket.setNoDelay(true)
  socket.write(opening)
  let bytes = Buffer.alloc(0)
  return await new Promise((resolve) => {
    const finish = (open: boolean, rest = Buffer.alloc(0)): void => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.setTimeout(0)
      if (open) {
        // What came behind the answer belongs to the inside.
        socket.pause()
        if (rest.length > 0) socket.unshift(rest)
        bytes = bytes.subarray(0, bytes.length - rest.length)
      } else socket.on('error', () => undefined).destroy()
      resolve({ socket: open ? socket : null, bytes })
    }
    const timer = setTimeout(() => finish(false), limit)
    socket.on('error', () => finish(false))
    socket.on('end', () => finish(false))
    socket.on('close', () => finish(false))
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      const [head, status] = /^HTTP\/1\.\d (\d+) .*?\r\n\r\n/s.exec(bytes.toString('latin1')) ?? []
      if (status === '200') finish(true, bytes.subarray(head?.length))
      // A refusal, with which the connection may stay open.
      else if (status !== undefined) socket.setTimeout(SETTLE, () => finish(false))
    })
  })
}

/**
 * TLS over a connection; `null`: it did not come about. With a `name` (empty: none), that is the server name, and
 * certificates are not compared with anything.
 */
export async function secure(
  socket: Socket,
  authority: string,
  caFile: string,
  limit: number,
  protocol: 'http/1.1' | 'h2',
  name?: string,
): Promise<TLSSocket | null> {
  const host = authority.replace(/:\d*$/, '').replace(/^\[|\]$/g, '')
  const servername = name ?? (isIP(host) === 0 ? host : '')
  return await new Promise((resolve) => {
    const over = connectTls({
      socket,
      host,
      servername,
      rejectUnauthorized: name === undefined,
      ca: readFileSync(caFile),
      // As clients do that speak both: what a proxy asks of the target may be what it was asked.
      ALPNProtocols: protocol === 'h2' ? ['h2', 'http/1.1'] : [protocol],
    })
    const finish = (open: boolean): void => {
      clearTimeout(timer)
      over.removeAllListeners('error')
      // What is left of a connection that nobody uses any more may still fail.
      if (!open) over.on('error', () => undefined).destroy()
      resolve(open ? over : null)
    }
    const timer = setTimeout(() => finish(false), limit)
    over.once('secureConnect', () => finish(protocol === 'http/1.1' || over.alpnProtocol === protocol))
    over.once('error', () => finish(false))
    over.once('close', () => finish(false))
  })
}
