import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import { entryText, lostText, resultText } from '../../domain/audit-chain/event-text.ts'
import type { Checkpoint, Signed } from '../../domain/audit-chain/statements.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import type { AuditSigner } from '../../ports/audit-signer.ts'
import { systemCode } from '../stores/storage-failure.node.ts'
import { AuditKeeper } from './audit-keeper.node.ts'
import { AuditWriter } from './audit-writer.node.ts'
import { OpenIntents } from './open-intents.ts'

/** Results kept while nothing can be written. */
const KEPT_RESULTS = 10_000
/** How long a group waits for other processes to end their writing. Theirs take a fraction of a millisecond. */
const PATIENCE_MS = 5_000
/** Results wait so long for an entry to be written with. */
const RESULT_MS = 5
/** The first attempts come one turn of the event loop after the other. */
const EAGER_ATTEMPTS = 5

/** A result, and the row of its intent. */
interface Ended {
  readonly result: AuditResult
  readonly intent: number | null
}

/** The entries that will be written together, and the one promise they share. */
interface Group {
  readonly entries: AuditEntry[]
  readonly written: PromiseWithResolvers<void>
}

export interface SqliteAuditOptions {
  /** Of the database; opened, or made, with the first event. */
  readonly path: string
  /** Signs checkpoints; `undefined`, or `sign` throwing, while the key cannot be had. */
  readonly signer?: (() => AuditSigner | undefined) | undefined
  /** Told each checkpoint once it is stored: for keeping a copy elsewhere. */
  readonly onCheckpoint?: ((checkpoint: Signed<Checkpoint>) => void) | undefined
}

/**
 * The audit log as a chain of rows in SQLite. Everything recorded within one turn of the event loop is one
 * transaction: an entry is with the kernel, safe from a crash of this process, when `record` resolves. The disk is
 * told to keep it about once a second, and checkpoints are signed, by `AuditKeeper`. After a failed write the database
 * is opened anew, so that freed space, mended permissions or a file put back are found without a restart.
 *
 * The write is a synchronous one: it ends in the page cache, in a fraction of what a thread would cost. It never
 * waits for other processes: while one of them writes, the group waits, and grows.
 */
export class SqliteAuditLog implements AuditLog {
  readonly #path: string
  readonly #keeper: AuditKeeper
  readonly #intents = new OpenIntents()
  #writer: AuditWriter | undefined
  #group: Group | undefined
  #results: Ended[] = []
  #lost = 0
  #scheduled = false
  #later: NodeJS.Timeout | undefined
  #closed = false
  /** When to give up waiting for other processes, and how often that was tried. */
  #busy: { readonly until: number; attempts: number } | undefined

  constructor({ path, signer, onCheckpoint }: SqliteAuditOptions) {
    this.#path = path
    this.#keeper = new AuditKeeper({
      path,
      signer,
      onCheckpoint,
      writer: () => this.#writer,
      onMoved: () => {
        // Not closed: on closing, SQLite would delete the WAL that now belongs to another file.
        this.#writer = undefined
      },
    })
  }

  record(entry: AuditEntry): Promise<void> {
    if (this.#closed) return Promise.reject(new VultrinoError('audit_unavailable'))
    this.#group ??= { entries: [], written: Promise.withResolvers() }
    this.#group.entries.push(entry)
    this.#schedule()
    return this.#group.written.promise
  }

  complete(result: AuditResult): void {
    // Put into words when they are written: by then the answer is on its way.
    const intent = this.#intents.end(result)
    if (this.#results.length < KEPT_RESULTS) this.#results.push({ result, intent })
    else this.#lost++
    if (!this.#closed && !this.#scheduled) this.#later ??= setTimeout(this.#flush, RESULT_MS)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#flush()
    while (this.#busy !== undefined) {
      await sleep(1)
      this.#flush()
    }
    await this.#keeper.close()
    this.#forget()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    // After this turn's I/O events, so that requests which arrive together are written together.
    setImmediate(this.#flush)
  }

  readonly #flush = (): void => {
    this.#scheduled = false
    clearTimeout(this.#later)
    this.#later = undefined
    const group = this.#group
    // A failure is for somebody who records: results alone wait for one.
    if (group === undefined && (this.#results.length + this.#lost === 0 || this.#keeper.failed)) return
    try {
      this.#write(group)
    } catch (thrown) {
      if (this.#waits(thrown)) return
      // What was done must still be told; what was only intended is refused instead.
      this.#forget()
      this.#group = undefined
      group?.written.reject(new VultrinoError('audit_unavailable', {}, { cause: thrown }))
    }
    this.#busy = undefined
  }

  #write(group: Group | undefined): void {
    this.#keeper.throwFailure()
    const events = this.#lost > 0 ? [lostText(this.#lost, Date.now())] : []
    for (const { result, intent } of this.#results) events.push(resultText(result, intent))
    const before = events.length
    if (group !== undefined) for (const entry of group.entries) events.push(entryText(entry))
    this.#writer ??= new AuditWriter(this.#path)
    const first = this.#writer.add(events)
    group?.entries.forEach((entry, i) => this.#intents.begin(entry, first + before + i))
    this.#lost = 0
    this.#results = []
    this.#group = undefined
    group?.written.resolve()
    this.#keeper.wrote(events)
  }

  /** Whether this is only another process that is writing, and the group is tried again. */
  #waits(thrown: unknown): boolean {
    if (systemCode(thrown) !== 'SQLITE_BUSY') return false
    const now = performance.now()
    this.#busy ??= { until: now + PATIENCE_MS, attempts: 0 }
    if (now > this.#busy.until) return false
    if (this.#closed || this.#scheduled) return true
    this.#scheduled = true
    if (this.#busy.attempts++ < EAGER_ATTEMPTS) setImmediate(this.#flush)
    else setTimeout(this.#flush, 1)
    return true
  }

  #forget(): void {
    try {
      this.#writer?.close()
    } catch {
      // The connection was the failure.
    }
    this.#writer = undefined
  }
}
