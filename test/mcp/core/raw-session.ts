import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { Product } from '../../support/product.ts'

export const PROGRAM = join(import.meta.dirname, '../../../bin/vultrino.js')

type Fields = Readonly<Record<string, unknown>>

export interface Message {
  readonly id?: string | number | null
  readonly method?: string
  readonly params?: Fields
  readonly result?: Fields
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** What a tool answered. */
export interface Called {
  readonly isError: boolean
  /** The text, read as JSON. */
  readonly value: Fields
  readonly structured: Fields | undefined
}

/** A client that speaks by hand, and keeps every byte it gets. */
export interface RawSession {
  readonly pid: number
  readonly notifications: readonly Message[]
  /** Everything on stdout so far. */
  stdout(): Buffer
  stderr(): string
  send(message: object): void
  write(text: string | Buffer): void
  /** A request without waiting; its id. */
  begin(method: string, params?: object): number
  answerTo(id: number | string | null): Promise<Message>
  request(method: string, params?: object): Promise<Message>
  call(name: string, args?: object, meta?: object): Promise<Called>
  /** Resolves when the condition holds, looked at after every message. */
  until(condition: () => boolean): Promise<void>
  /** Closes stdin; its exit code. */
  end(): Promise<number | null>
  kill(signal: NodeJS.Signals): Promise<number | null>
}

export function toolAnswer({ result, error }: Message): Called {
  if (error !== undefined || result === undefined) throw new Error(JSON.stringify(error))
  const [content] = result['content'] as { readonly text: string }[]
  return {
    isError: result['isError'] === true,
    value: JSON.parse(content?.text ?? '') as Fields,
    structured: result['structuredContent'] as Fields | undefined,
  }
}

/** Starts `vultrino mcp`; with `hello` the handshake is done. */
export async function rawSession(
  product: Product,
  {
    env = {},
    args = ['mcp'],
    hello = true,
  }: { env?: NodeJS.ProcessEnv; args?: string[]; hello?: boolean } = {},
): Promise<RawSession> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...product.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const waiting = new Map<number | string | null, (message: Message) => void>()
  const unasked = new Map<number | string | null, Message>()
  const notifications: Message[] = []
  const looks = new Set<() => void>()
  let err = ''
  let rest = ''
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.stdin.on('error', () => undefined)
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const decoder = new StringDecoder('utf8')
  child.stdout.on('data', (chunk: Buffer) => {
    out.push(chunk)
    rest += decoder.write(chunk)
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const message = JSON.parse(line) as Message
      if (message.method !== undefined) notifications.push(message)
      else if (message.id !== undefined) {
        const settle = waiting.get(message.id)
        if (settle === undefined) unasked.set(message.id, message)
        else settle(message)
      }
      for (const look of looks) look()
    }
  })
  let last = 0
  const session: RawSession = {
    pid: child.pid ?? 0,
    notifications,
    stdout: () => Buffer.concat(out),
    stderr: () => err,
    send: (message) => session.write(`${JSON.stringify(message)}\n`),
    write: (text) => void child.stdin.write(text),
    begin: (method, params) => {
      last += 1
      session.send({ jsonrpc: '2.0', id: last, method, params: params ?? {} })
      return last
    },
    answerTo: async (id) => {
      const come = unasked.get(id)
      if (come !== undefined) return come
      const answer = new Promise<Message>((resolve) => waiting.set(id, resolve))
      const gone = ended.then((code) => {
        throw new Error(`it ended with ${String(code)}: ${err}`)
      })
      return Promise.race([answer, gone])
    },
    request: (method, params) => session.answerTo(session.begin(method, params)),
    call: async (name, given = {}, meta) => {
      const params = { name, arguments: given, ...(meta === undefined ? {} : { _meta: meta }) }
      return toolAnswer(await session.request('tools/call', params))
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition()) return
          looks.delete(look)
          resolve()
        }
        looks.add(look)
        look()
      }),
    end: async () => {
      child.stdin.end()
      return await ended
    },
    kill: async (signal) => {
      child.kill(signal)
      return await ended
    },
  }
  if (hello) {
    const clientInfo = { name: 'by-hand', version: '1' }
    await session.request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
    session.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  }
  return session
}
