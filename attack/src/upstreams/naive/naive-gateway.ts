import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer as createHttp2Server } from 'node:http2'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { absoluteForm, sendAbsolute, sendByTunnel } from '../../adapters/outside/forward-proxy.ts'
import { insideForm, openTunnel } from '../../adapters/outside/tunnel.ts'
import type { Opened, ProxyRequest, ProxyUnderTest, RunningProxy, Setup } from '../../contract/proxy-under-test.ts' // prettier-ignore
import { makeCertificates } from '../../laboratory/certificates.ts'
import { sendHttp2 } from '../../run/http2/send.ts'
import { Injection } from './injection.ts'
import { serveHttp1 } from './serve-http1.ts'
import { serveHttp2 } from './serve-http2.ts'

const HOST = '127.0.0.1'

/**
 * A proxy with every way in that puts secrets into requests by where they go, passes everything on, and holds nothing back:
 * what a case can find at all, it finds here. It shows that the clients and targets of the laboratory work.
 */
export function naiveGateway(): ProxyUnderTest {
  return {
    name: 'naive',
    about: 'a gateway of the laboratory that holds nothing back',
    surfaces: ['absolute-form', 'connect', 'websocket', 'h2-client'],
    features: ['tls-origin'],
    version: () => Promise.resolve('0'),
    start,
  }
}

async function start(setup: Setup): Promise<RunningProxy> {
  const injection = new Injection(setup)
  const own = makeCertificates([HOST, 'localhost'])
  const authority = join(setup.folder, 'naive-ca.pem')
  writeFileSync(authority, own.authority)
  const context = createSecureContext({ key: own.key, cert: own.certificate })
  const sockets = new Set<Socket>()
  const listen = async (server: Server): Promise<number> => {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    })
    server.listen(0, HOST)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const http1 = createServer({ allowHalfOpen: true }, (socket) =>
    serveHttp1(socket, injection, context, null),
  )
  const http2 = createHttp2Server((request, response) => {
    serveHttp2(request, response, injection).catch(() => response.stream.close())
  })
  http2.on('sessionError', () => undefined)
  const proxy = { host: HOST, port: await listen(http1), authority }
  const http2Port = await listen(http2)
  const openHttp2 = (request: ProxyRequest): Opened => ({
    socket: connect({ host: HOST, port: http2Port }),
    before: [],
    form: insideForm(request),
  })
  return {
    folder: setup.folder,
    send: async (surface, request) => {
      if (surface === 'h2-client') return await sendHttp2(openHttp2(request), request)
      return await (surface === 'connect' ? sendByTunnel : sendAbsolute)(proxy, request)
    },
    wire: (surface, request) =>
      surface === 'absolute-form' || surface === 'websocket'
        ? { ...proxy, form: absoluteForm(request) }
        : null,
    open: async (surface, request, tunnel) =>
      surface === 'connect' ? await openTunnel(proxy, request, tunnel) : openHttp2(request),
    key: () => '',
    own: () => null,
    alive: () => Promise.resolve(http1.listening && http2.listening),
    restart: () => Promise.resolve(),
    traces: () => Promise.resolve([]),
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all([http1, http2].map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}
