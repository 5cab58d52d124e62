import { fdatasync, fstat, stat } from 'node:fs'
import { promisify } from 'node:util'
import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import { LineFile } from './append-lines.node.ts'
import { AuditLines } from './audit-lines.ts'

/** At most this long is lost when the machine (not just the process) fails. */
const SYNC_MS = 1000
/** Results kept while the file cannot be written. */
const KEPT_RESULTS = 10_000

/** The entries that will be written together, and the one promise they share. */
interface Group {
  readonly lines: string[]
  readonly written: PromiseWithResolvers<void>
}

const toDisk = promisify(fdatasync)
const statOf = promisify(stat)
const fstatOf = promisify(fstat)

/**
 * The audit log as a file of JSON lines. Everything recorded within one turn of the event loop is written by
 * one call: an entry is with the kernel, safe from a crash of this process, when `record` resolves. The disk is
 * told to keep it about once a second. After a failed write the file is opened anew, so that freed space,
 * mended permissions or a rotated file are found without a restart.
 *
 * The write is a synchronous one: it ends in the page cache, in a fraction of what a thread would cost.
 */
export class FileAuditLog implements AuditLog {
  readonly #path: string
  readonly #lines = new AuditLines()
  #file: LineFile | undefined
  #group: Group | undefined
  #results: AuditResult[] = []
  #lost = 0
  #scheduled = false
  #closed = false
  /** A failure of the disk after the fact, to be told to the next who records. */
  #failure: Error | undefined
  #timer: NodeJS.Timeout | undefined
  #syncing: Promise<void> = Promise.resolve()

  /** `path` is opened, or made, with the first event. */
  constructor(path: string) {
    this.#path = path
  }

  record(entry: AuditEntry): Promise<void> {
    if (this.#closed) return Promise.reject(new VultrinoError('audit_unavailable'))
    this.#group ??= { lines: [], written: Promise.withResolvers() }
    this.#group.lines.push(this.#lines.entry(entry))
    this.#schedule()
    return this.#group.written.promise
  }

  complete(result: AuditResult): void {
    // Put into words when they are written: by then the answer is on its way.
    if (this.#results.length < KEPT_RESULTS) this.#results.push(result)
    else this.#lost++
    if (!this.#closed) this.#schedule()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#flush()
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#syncing
    if (this.#timer !== undefined) await this.#sync()
    this.#file?.close()
    this.#file = undefined
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    // After this turn's I/O events, so that requests which arrive together are written together.
    setImmediate(() => this.#flush())
  }

  #flush(): void {
    this.#scheduled = false
    const group = this.#group
    const results = this.#results
    // A failure is for somebody who records: results alone wait for one.
    if (group === undefined && (results.length === 0 || this.#failure !== undefined)) return
    this.#group = undefined
    this.#results = []
    try {
      const lines = results.map((result) => this.#lines.result(result))
      if (group !== undefined) lines.push(...group.lines)
      this.#append(lines)
      group?.written.resolve()
    } catch (thrown) {
      // What was done must still be told (twice, if need be); what was only intended is refused instead.
      this.#results = results
      group?.written.reject(new VultrinoError('audit_unavailable', {}, { cause: thrown }))
    }
  }

  #append(lines: readonly string[]): void {
    try {
      if (this.#failure !== undefined) throw this.#failure
      this.#file ??= LineFile.open(this.#path)
      if (this.#lost > 0) this.#file.append([this.#lines.lost(this.#lost, Date.now())])
      this.#lost = 0
      this.#file.append(lines)
    } catch (thrown) {
      this.#failure = undefined
      this.#forget()
      throw thrown
    }
    this.#timer ??= setTimeout(this.#startSync, SYNC_MS).unref()
  }

  #forget(): void {
    try {
      this.#file?.close()
    } catch {
      // The descriptor was the failure.
    }
    this.#file = undefined
  }

  readonly #startSync = (): void => {
    this.#syncing = this.#sync()
  }

  async #sync(): Promise<void> {
    const file = this.#file
    this.#timer = undefined
    if (file === undefined) return
    try {
      await toDisk(file.fd)
      const [here, there] = await Promise.all([fstatOf(file.fd), statOf(this.#path).catch(() => undefined)])
      const moved = there?.ino !== here.ino || there.dev !== here.dev
      if (moved && this.#file === file && !this.#closed) this.#forget()
    } catch (thrown) {
      // Special files cannot be synchronised; they have nothing to lose either.
      const error = thrown as NodeJS.ErrnoException
      if (error.code !== 'EINVAL' && this.#file === file) this.#failure = error
    }
  }
}
