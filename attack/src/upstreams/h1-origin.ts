import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { OriginName } from '../contract/laboratory.ts'
import { listenEverywhere, type Listening } from './listen.ts'
import { giveBack } from './give-back.ts'
import { planAnswer } from './plan-answer.ts'
import { field, readRequest } from './read-request.ts'
import type { Stage } from './stage.ts'
import type { Taken } from './taken.ts'
import { playWebSocket } from './websocket/play-websocket.ts'
import { writePlan } from './write-plan.ts'

const NO_UPGRADE = { does: 'answer', status: 426, headers: [['Upgrade', 'websocket']], body: 'only WebSocket here' } as const // prettier-ignore
const HEAD_END = '\r\n\r\n'

/** Starts an origin that speaks HTTP/1.1 on raw sockets; `tls`: under TLS. `stage` is asked for each request. */
export async function startH1Origin(
  name: OriginName,
  stage: () => Stage,
  tls: { readonly key: string; readonly cert: string } | null,
): Promise<Listening> {
  const sockets = new Set<Socket>()
  /** Of TLS: the connections themselves, by the port of the other side. Only they can be reset. */
  const beneath = new Map<number, Socket>()
  const reset = (socket: Socket): void => {
    const raw = tls === null ? socket : beneath.get(socket.remotePort ?? 0)
    raw?.resetAndDestroy()
    socket.destroy()
  }
  const accept = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    socket.setNoDelay(true)
    serve(name, socket, stage, reset)
  }
  const make = (): Server => {
    if (tls === null) return createServer(accept)
    const server = createTlsServer({ ...tls, ALPNProtocols: ['http/1.1'] }, accept)
    server.on('tlsClientError', () => undefined)
    server.on('connection', (raw: Socket) => {
      const { remotePort = 0 } = raw
      beneath.set(remotePort, raw)
      raw.on('close', () => beneath.delete(remotePort))
    })
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

function serve(name: OriginName, socket: Socket, stage: () => Stage, reset: (socket: Socket) => void): void {
  const address = socket.localAddress ?? ''
  let waiting = Buffer.alloc(0)
  let chunks: Buffer[] = []
  let busy = false
  let continued = false
  let taken: Taken | null = null

  const next = async (): Promise<void> => {
    if (busy) return
    if (chunks.length > 0) {
      waiting = Buffer.concat([waiting, ...chunks])
      chunks = []
    }
    const request = readRequest(waiting)
    if (request === null) return
    const now = stage()
    const behaviour = now.behaviour(name)
    if (request.partial && behaviour.does !== 'raw' && behaviour.does !== 'duplex') {
      if (!continued && field(request.headers, 'expect') !== undefined)
        socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      continued = true
      return
    }
    busy = true
    continued = false
    const whole = behaviour.does !== 'duplex'
    waiting = waiting.subarray(whole ? request.size : waiting.indexOf(HEAD_END) + HEAD_END.length)
    const arrival = { origin: name, address, ...request }
    now.observer.arrivals.push(arrival)
    const plan = planAnswer(behaviour, arrival, now.memory(name), now.lookup)
    if (behaviour.does === 'duplex') taken = giveBack(socket, request)
    else if (plan.does === 'websocket') taken = playWebSocket(socket, plan, arrival, now)
    taken?.feed(waiting)
    const after = await (taken?.over ??
      writePlan(
        socket,
        plan.does === 'websocket' ? NO_UPGRADE : plan,
        now.lookup,
        now.observer,
        request.method === 'HEAD',
        now.over,
      ))
    if (after === 'end') socket.end()
    else if (after === 'reset') reset(socket)
    else if (after === 'keep') {
      busy = false
      await next()
    }
  }

  socket.on('data', (chunk: Buffer) => {
    stage().observer.receive(socket, name, address, chunk)
    if (taken !== null) {
      taken.feed(chunk)
      return
    }
    chunks.push(chunk)
    next().catch((error: unknown) => {
      socket.destroy()
      stage().observer.mistakes.push(String(error))
    })
  })
  socket.on('end', () => taken?.feed(null))
  socket.on('close', () => {
    taken?.feed(null)
    if (busy) stage().observer.closedStreams += 1
  })
}
