import type { ChildProcess } from 'node:child_process'

/** What came back for one message: every byte on both outputs since it was sent, and the answer to it. */
export interface StdioAnswer {
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** As JSON; `null`: none came in time. */
  readonly message: string | null
  /** Lines on standard output that are no JSON: it has to be kept clean. */
  readonly unclean: boolean
}

/** An MCP server that speaks over standard input and output, one request at a time. */
export class StdioServer {
  readonly #start: () => ChildProcess
  #child: ChildProcess | null = null
  #out: Buffer[] = []
  #err: Buffer[] = []
  #id = 0
  #heard: () => void = () => undefined

  constructor(start: () => ChildProcess) {
    this.#start = start
  }

  /** Whether it was never started, or runs. */
  get alive(): boolean {
    return this.#child === null || this.#child.exitCode === null
  }

  async call(method: string, params: unknown, limit: number): Promise<StdioAnswer> {
    if (this.#child === null) {
      this.#open()
      const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'vultrino-attack', version: '0' } } // prettier-ignore
      await this.#ask('initialize', hello, limit)
      this.#write('{"jsonrpc":"2.0","method":"notifications/initialized"}')
    }
    return await this.#ask(method, params, limit)
  }

  /** Ends it; the next call starts another. */
  stop(): void {
    this.#child?.kill('SIGKILL')
    this.#child = null
  }

  #open(): void {
    const child = this.#start()
    this.#child = child
    child.stdin?.on('error', () => undefined)
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#out.push(chunk)
      this.#heard()
    })
    child.stderr?.on('data', (chunk: Buffer) => this.#err.push(chunk))
    child.once('close', () => this.#heard())
  }

  #write(line: string): void {
    this.#child?.stdin?.write(`${line}\n`)
  }

  async #ask(method: string, params: unknown, limit: number): Promise<StdioAnswer> {
    this.#out = []
    this.#err = []
    this.#id += 1
    const id = this.#id
    this.#write(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    let timer: NodeJS.Timeout | undefined
    const message = await new Promise<string | null>((resolve) => {
      timer = setTimeout(() => resolve(null), limit)
      this.#heard = () => {
        const found = this.#lines().find((line) => idOf(line) === id)
        if (found !== undefined) resolve(found)
        else if (!this.alive) resolve(null)
      }
    })
    clearTimeout(timer)
    this.#heard = () => undefined
    const unclean = this.#lines().some((line) => idOf(line) === undefined)
    return { stdout: Buffer.concat(this.#out), stderr: Buffer.concat(this.#err), message, unclean }
  }

  /** Those that are whole. */
  #lines(): string[] {
    return Buffer.concat(this.#out).toString().split('\n').slice(0, -1)
  }
}

/** Of a message; `null`: it has none; `undefined`: it is no message. */
function idOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { readonly id?: unknown }).id ?? null
  } catch {
    return undefined
  }
}
