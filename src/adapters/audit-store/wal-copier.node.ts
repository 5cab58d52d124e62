import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Copies are worth making once this much was written; a process that writes less leaves it to its last `close`. */
const WORTH_BYTES = 4 << 20
/** Above this many pages (4 KiB each), writers are held up for the moment it takes to begin the WAL anew. */
const MOST_PAGES = 16_384

/**
 * Text, because the thread has to start from the sources and from the bundle alike. PASSIVE hinders nobody, but under
 * load it never reaches the end, so the WAL would grow for ever. RESTART reaches it, but lets nobody write until the disk
 * has what is left: right after two PASSIVE ones, that is little.
 */
const COPIER = `
const { parentPort, workerData } = require('node:worker_threads')
const { DatabaseSync } = require('node:sqlite')
const database = new DatabaseSync(workerData.path, { timeout: 200 })
database.exec('PRAGMA synchronous = NORMAL')
parentPort.on('message', (word) => {
  if (word === 'close') {
    database.close()
    parentPort.close()
    return
  }
  try {
    const { log } = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()
    if (log > workerData.most) {
      database.exec('PRAGMA wal_checkpoint(PASSIVE)')
      database.exec('PRAGMA wal_checkpoint(RESTART)')
    }
  } catch {}
  parentPort.postMessage('copied')
})`

/**
 * Copies what was written to the WAL into the database, and waits for the disk, on a thread of its own. A copy that
 * fails is made the next time; a disk that is full is found by who writes.
 */
export class WalCopier {
  readonly #path: string
  #worker: Worker | undefined
  #written = 0
  #copying = false

  constructor(path: string) {
    this.#path = path
  }

  wrote(bytes: number): void {
    this.#written += bytes
  }

  /** Begins a copy where one is worth it. */
  copy(): void {
    if (this.#copying || this.#written < WORTH_BYTES) return
    this.#written = 0
    this.#copying = true
    this.#worker ??= this.#start()
    this.#worker.postMessage('copy')
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    if (worker === undefined) return
    worker.ref()
    const ended = once(worker, 'exit')
    worker.postMessage('close')
    await ended
  }

  #start(): Worker {
    const worker = new Worker(COPIER, {
      eval: true,
      workerData: { path: this.#path, most: MOST_PAGES },
      execArgv: ['--no-warnings'],
      env: {},
    })
    worker.unref()
    worker.on('message', () => (this.#copying = false))
    worker.on('error', () => {
      this.#copying = false
      this.#worker = undefined
    })
    return worker
  }
}
