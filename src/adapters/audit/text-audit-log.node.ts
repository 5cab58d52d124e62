import { dirname } from 'node:path'
import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { AuditLog } from '../../ports/audit-log.ts'
import { makeFolder } from '../system/make-folder.node.ts'
import { LineFile } from './append-lines.node.ts'
import { textLine } from '../../domain/audit-chain/text-line.ts'

/** Lines of one turn of the event loop and the next few milliseconds share a write. */
const FLUSH_MS = 20

/**
 * `[logging] audit_file`: the audit log it stands before, and one text line for each event besides, written when
 * the event is over. While the file cannot be opened nothing is recorded, so nothing is allowed.
 */
export class TextAuditLog implements AuditLog {
  readonly #inner: AuditLog
  readonly #path: string
  readonly #open = new Map<string, AuditEntry>()
  #file: LineFile | undefined
  #lines: string[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(inner: AuditLog, path: string) {
    this.#inner = inner
    this.#path = path
  }

  async record(entry: AuditEntry): Promise<void> {
    try {
      this.#file ??= this.#openFile()
    } catch (thrown) {
      throw new VultrinoError('audit_unavailable', {}, { cause: thrown })
    }
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

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#flush()
    this.#file?.close()
    this.#file = undefined
    await this.#inner.close()
  }

  #add(line: string): void {
    this.#lines.push(line)
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref()
  }

  #flush(): void {
    this.#timer = undefined
    if (this.#lines.length === 0) return
    try {
      this.#file ??= this.#openFile()
      this.#file.append(this.#lines)
      this.#lines = []
    } catch {
      // The lines are kept, and the next to record finds the file closed and must open it first.
      this.#file?.close()
      this.#file = undefined
    }
  }

  #openFile(): LineFile {
    makeFolder(dirname(this.#path))
    return LineFile.open(this.#path)
  }
}
