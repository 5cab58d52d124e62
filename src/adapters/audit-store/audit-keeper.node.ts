import { closeSync, fdatasync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { toHex } from '../../domain/audit-chain/hex.ts'
import type { Checkpoint, Signed } from '../../domain/audit-chain/statements.ts'
import type { AuditSigner } from '../../ports/audit-signer.ts'
import { checkpointBytes, type AuditWriter } from './audit-writer.node.ts'
import { WalCopier } from './wal-copier.node.ts'

/** At most this long is lost when the machine (not just the process) fails. */
const SYNC_MS = 1_000
/** A checkpoint is signed after this many seconds in which something was written, or this many rows. */
const CHECKPOINT_SECONDS = 10
const CHECKPOINT_ROWS = 10_000
const CLOSING_ATTEMPTS = 200

interface Parts {
  readonly path: string
  readonly signer: (() => AuditSigner | undefined) | undefined
  readonly onCheckpoint: ((checkpoint: Signed<Checkpoint>) => void) | undefined
  /** The writer of the moment. */
  readonly writer: () => AuditWriter | undefined
  /** The path leads to another file now, or to none. */
  readonly onMoved: () => void
}

const toDisk = promisify(fdatasync)

/**
 * What an audit log needs besides being written, once a second and without holding anybody up: the disk is told to
 * keep it, the WAL is copied into the database, checkpoints are signed, and a file that was moved away is noticed.
 */
export class AuditKeeper {
  readonly #parts: Parts
  readonly #copier: WalCopier
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #seconds = 0
  #rows = 0
  /** A failure of the disk after the fact, to be told to the next who records. */
  #failure: unknown

  constructor(parts: Parts) {
    this.#parts = parts
    this.#copier = new WalCopier(parts.path)
  }

  get failed(): boolean {
    return this.#failure !== undefined
  }

  throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure as Error
  }

  wrote(events: readonly string[]): void {
    this.#rows += events.length
    let bytes = 0
    for (const event of events) bytes += event.length
    this.#copier.wrote(bytes)
    this.#timer ??= setTimeout(this.#start, SYNC_MS).unref()
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#round
    if (this.#rows > 0) await this.#keep(true)
    clearTimeout(this.#timer)
    await this.#copier.close()
  }

  readonly #start = (): void => {
    this.#timer = undefined
    this.#round = this.#keep(false)
  }

  async #keep(last: boolean): Promise<void> {
    const writer = this.#parts.writer()
    if (writer === undefined) return
    try {
      // What is vouched for must have reached the disk: else a power failure would look like a truncated log.
      this.#seconds++
      const due = last || this.#seconds >= CHECKPOINT_SECONDS || this.#rows >= CHECKPOINT_ROWS
      const unsigned = due ? writer.unsigned(Date.now()) : undefined
      await this.#sync()
      if (due) await this.#sign(unsigned, last ? CLOSING_ATTEMPTS : 1)
      if (!last) this.#copier.copy()
      if (!last && this.#parts.writer() === writer && !writer.inPlace) this.#parts.onMoved()
    } catch (thrown) {
      this.#failure = thrown
    }
    // Rows that no checkpoint vouches for yet must not wait for the next request.
    if (this.#rows > 0 && !last) this.#timer ??= setTimeout(this.#start, SYNC_MS).unref()
  }

  /** The WAL alone: it holds no locks, so that opening and closing it is harmless (`openPrivateDatabase`). */
  async #sync(): Promise<void> {
    let wal: number
    try {
      wal = openSync(`${this.#parts.path}-wal`, 'r+')
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return
      throw thrown
    }
    try {
      await toDisk(wal)
    } finally {
      closeSync(wal)
    }
  }

  async #sign(checkpoint: Checkpoint | undefined, attempts: number): Promise<void> {
    const rows = this.#rows
    let signed: Signed<Checkpoint> | undefined
    try {
      if (checkpoint !== undefined) {
        const signature = await this.#parts.signer?.()?.sign(checkpointBytes(checkpoint))
        if (signature !== undefined) {
          signed = { ...checkpoint, signature: toHex(signature) }
          await this.#store(signed, attempts)
        }
      }
      this.#seconds = 0
      this.#rows -= rows
    } catch {
      // Without the key, or while another process writes: the next second will do.
      return
    }
    if (signed !== undefined) this.#parts.onCheckpoint?.(signed)
  }

  /** While another process writes, this throws; there is no next second on closing. */
  async #store(checkpoint: Signed<Checkpoint>, attempts: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#parts.writer()?.addCheckpoint(checkpoint)
        return
      } catch (thrown) {
        if (attempt >= attempts) throw thrown
      }
      await sleep(2)
    }
  }
}
