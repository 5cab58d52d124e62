import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'

/** A client that writes what it likes, when it likes. */
export class RawSocket {
  readonly socket: Socket
  #text = ''
  #ended: 'open' | 'end' | 'reset' = 'open'

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => (this.#text += chunk.toString('latin1')))
    socket.on('end', () => (this.#ended = 'end'))
    socket.on('error', () => (this.#ended = 'reset'))
  }

  static async open(to: number | string): Promise<RawSocket> {
    const socket = typeof to === 'string' ? connect(to) : connect(to, '127.0.0.1')
    const raw = new RawSocket(socket)
    await once(socket, 'connect')
    return raw
  }

  /** Everything received so far, latin1. */
  get text(): string {
    return this.#text
  }

  /** How the server ended the connection. */
  get ended(): 'open' | 'end' | 'reset' {
    return this.#ended
  }

  send(...lines: readonly string[]): this {
    this.socket.write(lines.join('\r\n'), 'latin1')
    return this
  }

  /** Waits until what was received matches; throws, with what was, when the connection closes first. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#text)) {
      if (this.socket.destroyed || this.#ended !== 'open') {
        throw new Error(`closed before ${String(pattern)}: ${JSON.stringify(this.#text)}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    return this.#text
  }

  /** Waits until the server has closed, and gives everything it sent. */
  async closed(): Promise<string> {
    if (!this.socket.closed) await new Promise((resolve) => this.socket.once('close', resolve))
    return this.#text
  }

  destroy(): void {
    this.socket.destroy()
  }
}

/** Sends one text on a connection of its own and gives what came until the server closed it. */
export async function sendRaw(port: number, ...lines: readonly string[]): Promise<string> {
  const raw = await RawSocket.open(port)
  return await raw.send(...lines).closed()
}

/** Splits a single answer. */
export function parseAnswer(text: string): { status: number; head: string; body: string } {
  const end = text.indexOf('\r\n\r\n')
  const head = text.slice(0, end)
  return { status: Number(head.split(' ')[1]), head, body: text.slice(end + 4) }
}

/** The code of an error of ours, from the raw text of its answer. */
export function errorCode(text: string): string {
  const { head, body } = parseAnswer(text)
  const { error, message, details } = JSON.parse(body) as Record<string, unknown>
  if (typeof error !== 'string' || typeof message !== 'string' || typeof details !== 'object') {
    throw new Error(`no error body: ${text}`)
  }
  if (!head.includes(`X-Vultrino-Error: ${error}`)) throw new Error(`no error header: ${text}`)
  return error
}
