import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { once } from 'node:events'

/** Anything that structured clone can carry; the password or the key derived from it among it. */
export type WorkerMessage = Readonly<Record<string, unknown>>

export interface WorkerOptions {
  /** Given to every worker over its private channel: never by arguments or environment, which others can read. */
  readonly initialMessage: WorkerMessage
  /** Called each time a worker serves; `url` is where, the same for all. */
  readonly onWorkerReady?: (pid: number, url: string) => void
  /** Called when one ends that was not asked to; another takes its place after `delayMs`. */
  readonly onWorkerLost?: (pid: number, delayMs: number) => void
  /** How long workers have to end after a signal, before they are killed. */
  readonly stopTimeoutMs?: number
}

const FIRST_DELAY_MS = 100
const LAST_DELAY_MS = 10_000
/** A worker that served this long did not fail at its start. */
const SETTLED_MS = 30_000
const STOP_TIMEOUT_MS = 35_000
/** Variables that would carry the password into every worker's environment. */
const SECRET_VARIABLES = ['VULTRINO_PASSWORD']

/** Where a worker serves, if that is what its message says. */
function servedAt(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('servingAt' in message)) return undefined
  return typeof message.servingAt === 'string' ? message.servingAt : undefined
}

/**
 * In the primary: runs `count` copies of this very command as workers that share its listeners, and replaces
 * those that die. SIGTERM and SIGINT end them gracefully, SIGHUP is passed on. Resolves, when all have ended, to
 * the exit code: 0 after a signal, else that of the worker that failed before any had served.
 */
export async function runWorkers(count: number, options: WorkerOptions): Promise<number> {
  for (const name of SECRET_VARIABLES) Reflect.deleteProperty(process.env, name)
  // Structured clone, so that keys travel as bytes. Socket files are made by this process: for its user alone.
  cluster.setupPrimary({ serialization: 'advanced' })
  process.umask(0o077)
  const pool = new WorkerPool(options)
  const stop = (): void => pool.stop()
  const reload = (): void => pool.signal('SIGHUP')
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', reload)
  try {
    return await pool.run(count)
  } finally {
    process.off('SIGTERM', stop).off('SIGINT', stop).off('SIGHUP', reload)
  }
}

/** Whether this process is one of the workers. */
export const isWorker = (): boolean => cluster.isWorker

/** In a worker: what the primary sends first. */
export async function receiveInitialMessage(): Promise<WorkerMessage> {
  const [message] = (await once(process, 'message')) as [WorkerMessage]
  return message
}

/** In a worker: tells the primary that it serves, and where. */
export function announceReady(url: string): void {
  process.send?.({ servingAt: url })
}

/**
 * In a worker: lets go of the primary, which would else keep this process alive. (A bare `process.disconnect`
 * would have `node:cluster` end the process at once, with 0.)
 */
export function leavePool(): void {
  cluster.worker?.disconnect()
}

class WorkerPool {
  readonly #options: WorkerOptions
  readonly #workers = new Set<Worker>()
  readonly #restarts = new Set<NodeJS.Timeout>()
  readonly #ended = Promise.withResolvers<number>()
  #everReady = false
  #stopping = false
  #exitCode = 0
  #failures = 0

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  run(count: number): Promise<number> {
    for (let i = 0; i < count; i++) this.#fork()
    return this.#ended.promise
  }

  signal(name: NodeJS.Signals): void {
    for (const worker of this.#workers) worker.process.kill(name)
  }

  stop(): void {
    if (this.#stopping) return
    this.#stopping = true
    for (const timer of this.#restarts) clearTimeout(timer)
    this.signal('SIGTERM')
    setTimeout(() => this.signal('SIGKILL'), this.#options.stopTimeoutMs ?? STOP_TIMEOUT_MS).unref()
    this.#settle()
  }

  #fork(): void {
    const worker = cluster.fork()
    const started = performance.now()
    this.#workers.add(worker)
    worker.on('error', () => undefined)
    worker.send(this.#options.initialMessage)
    worker.on('message', (message: unknown) => {
      const url = servedAt(message)
      if (url === undefined) return
      this.#everReady = true
      this.#options.onWorkerReady?.(worker.process.pid ?? 0, url)
    })
    worker.once('exit', (code: number | null) => {
      this.#workers.delete(worker)
      if (!this.#stopping) this.#replace(worker, code, performance.now() - started)
      this.#settle()
    })
  }

  #replace(worker: Worker, code: number | null, servedMs: number): void {
    if (!this.#everReady) {
      // What keeps the first from serving (a wrong password, a port in use) will keep the next from it.
      this.#exitCode = code === null || code === 0 ? 1 : code
      this.stop()
      return
    }
    this.#failures = servedMs >= SETTLED_MS ? 0 : this.#failures + 1
    const delay = Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, this.#failures - 1))
    this.#options.onWorkerLost?.(worker.process.pid ?? 0, delay)
    const timer = setTimeout(() => {
      this.#restarts.delete(timer)
      this.#fork()
    }, delay)
    this.#restarts.add(timer)
  }

  #settle(): void {
    if (this.#stopping && this.#workers.size === 0) this.#ended.resolve(this.#exitCode)
  }
}
