import { dirname } from 'node:path'
import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import { makeFolder } from '../system/make-folder.node.ts'
import { LineFile } from './append-lines.node.ts'
import { textLine } from '../../domain/audit-chain/text-line.ts'

/** Lines of one turn of the event loop and the next few milliseconds share a write. */
const FLUSH_MS = 20

/** It is looked whether the file was moved away at most this often. */
const LOOK_MS = 1000

/**
 * `[logging] audit_file`: the audit log it stands before, and one text line for each event besides, written when
 * the event is over. While the file cannot be written nothing is recorded, so nothing is allowed.
 *
 * The file may be rotated by others: one that was moved away is noticed within a second of writing, at once when
 * `reopen` says so, and lines go to a new one under the old name; one that was emptied is written on from its beginning.
 */
export class TextAuditLog implements AuditLog {
  readonly #inner: AuditLog
  readonly #path: string
  readonly #open = new Map<string, AuditEntry>()
  #file: LineFile | undefined
  #lines: string[] = []
  #timer: NodeJS.Timeout | undefined
  #looked = 0
  /** Lines could not be written: nothing more is taken before they are. */
  #stuck = false

  constructor(inner: AuditLog, path: string) {
    this.#inner = inner
    this.#path = path
  }

  async record(entry: AuditEntry): Promise<void> {
    try {
      if (this.#stuck) this.#flush()
      this.#file ??= this.#openFile()
    } catch (thrown) {
      throw new VultrinoError('audit_unavailable', {}, { cause: thrown })
    }
    if (this.#stuck) throw new VultrinoError('audit_unavailable')
    await this.#inner.record(entry)
    if (entry.decision === 'allow') this.#open.set(entry.requestId, entry)
    else this.#add(textLine(entry, null))
  }

  complete(result: AuditResult): void {
    this.#inner.complete(result)
    const entry = this.#open.get(result.requestId)
    if (entry === undefined) return
    this.#open.delete(result.requestId)
    this.#add(textLine(entry, result))
  }

  /** Adds a line, newline included, that is no event. */
  note(line: string): void {
    this.#add(line)
  }

  /** Writes what is pending to the file as it is, and goes on with the one that has its name now. */
  reopen(): void {
    this.#flush()
    this.#forget()
  }

  async close(): Promise<void> {
    this.#flush()
    // It may have something to say yet.
    await this.#inner.close()
    this.#flush()
    this.#forget()
  }

  #add(line: string): void {
    this.#lines.push(line)
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref()
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#lines.length === 0) return
    try {
      this.#file = this.#current()
      // What a failure leaves unwritten, and no more, is written again.
      this.#lines = this.#file.append(this.#lines)
      this.#stuck = this.#lines.length > 0
    } catch {
      this.#stuck = true
    }
    // The lines are kept, and the next to record must get them written first.
    if (this.#stuck) this.#forget()
  }

  /** The file that has the name. */
  #current(): LineFile {
    const now = performance.now()
    if (this.#file !== undefined && now - this.#looked >= LOOK_MS) {
      this.#looked = now
      if (!this.#file.isAt(this.#path)) this.#forget()
    }
    return this.#file ?? this.#openFile()
  }

  #forget(): void {
    try {
      this.#file?.close()
    } catch {
      // It was the failure.
    }
    this.#file = undefined
  }

  #openFile(): LineFile {
    this.#looked = performance.now()
    makeFolder(dirname(this.#path))
    return LineFile.open(this.#path)
  }
}
