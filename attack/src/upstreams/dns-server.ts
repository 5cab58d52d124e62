import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { NameAnswer } from '../contract/names.ts'
import { BROKEN_WRITERS } from './dns-broken.ts'
import { header, readQuestion, writeTold, type DnsQuestion } from './dns-message.ts'

export interface DnsServer {
  /** `127.0.0.1` or another address of this machine's own. */
  readonly address: string
  readonly port: number
  /** Ends every connection that is open, so that nobody waits any more for an answer by TCP that never comes; how many. */
  hangUp(): number
  close(): Promise<void>
}

/** What it says to a question, asked anew for each; by TCP a question that was asked by UDP comes again. */
export type Answering = (question: DnsQuestion, by: 'udp' | 'tcp') => NameAnswer

/** As much as fits into a datagram where the asker says nothing else (RFC 1035 §4.2.1). */
const DATAGRAM = 512
const TRUNCATED = 0x0200

/** A port that is free by TCP may be taken by UDP: how many others are tried. */
const PORTS = 10

/** Starts a name server by UDP and TCP at this address and port (0: one that is free). Rejects where it may not listen there. */
export async function startDnsServer(
  address: string,
  port: number,
  answering: Answering,
): Promise<DnsServer> {
  for (let left = port === 0 ? PORTS : 1; ; left -= 1) {
    try {
      return await listenAt(address, port, answering)
    } catch (error) {
      if (left === 1 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
}

async function listenAt(address: string, port: number, answering: Answering): Promise<DnsServer> {
  const udp = createSocket('udp4')
  const sockets = new Set<Socket>()
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    serveTcp(socket, answering)
  })
  udp.on('message', (message, from) => {
    const question = readQuestion(message)
    // It may be closed before the answer is made.
    if (question !== null)
      answerDatagram(udp, from, question, answering(question, 'udp')).catch(() => undefined)
  })
  const hangUp = (): number => {
    const { size } = sockets
    for (const socket of sockets) socket.destroy()
    return size
  }
  const close = async (): Promise<void> => {
    hangUp()
    await Promise.all([closed(udp), closed(tcp)])
  }
  try {
    // By TCP first: of its ports more are taken, by connections that ended a moment ago too.
    await bound(tcp, () => tcp.listen(port, address))
    const { port: same } = tcp.address() as AddressInfo
    await bound(udp, () => udp.bind(same, address))
  } catch (error) {
    await close()
    throw error
  }
  return { address, port: udp.address().port, hangUp, close }
}

async function bound(server: UdpSocket | Server, open: () => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => {
      server.off('error', reject)
      // Whoever asked may be gone.
      server.on('error', () => undefined)
      resolve()
    })
    open()
  })
}

/** A server that never opened says so by an error: that is closed, too. */
const closed = async (server: UdpSocket | Server): Promise<void> => {
  await new Promise<void>((resolve) => {
    try {
      server.close(() => resolve())
    } catch {
      resolve()
    }
  })
}

async function answerDatagram(
  udp: UdpSocket,
  from: RemoteInfo,
  question: DnsQuestion,
  answer: NameAnswer,
): Promise<void> {
  const more = 'tcp' in answer || ('truncated' in answer && answer.truncated)
  const short = Buffer.concat([header(question.id, TRUNCATED, 0), question.bytes])
  if (more) {
    udp.send(short, from.port, from.address)
    return
  }
  for (const message of await messages(question, answer)) {
    udp.send(message.length > DATAGRAM ? short : message, from.port, from.address)
  }
}

/** Each message has its length in two bytes before it (RFC 1035 §4.2.2). */
function serveTcp(socket: Socket, answering: Answering): void {
  let waiting = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
      const size = waiting.readUInt16BE(0)
      const question = readQuestion(waiting.subarray(2, 2 + size))
      waiting = waiting.subarray(2 + size)
      if (question !== null)
        answerStream(socket, question, answering(question, 'tcp')).catch(() => socket.destroy())
    }
  })
}

async function answerStream(socket: Socket, question: DnsQuestion, answer: NameAnswer): Promise<void> {
  for (const message of await messages(question, answer)) {
    if (socket.destroyed) return
    const length = Buffer.alloc(2)
    length.writeUInt16BE(message.length)
    socket.write(Buffer.concat([length, message]))
  }
}

async function messages(question: DnsQuestion, answer: NameAnswer): Promise<Buffer[]> {
  if ('silent' in answer) return []
  if ('broken' in answer) return [BROKEN_WRITERS[answer.broken](question)]
  if (!('map' in answer)) {
    const before = await Promise.all((answer.before ?? []).map((each) => messages(question, each)))
    if (answer.after !== undefined) await wait(answer.after, undefined, { ref: false })
    return [...before.flat(), writeTold(question, answer)]
  }
  return [writeTold(question, { addresses: answer })]
}
