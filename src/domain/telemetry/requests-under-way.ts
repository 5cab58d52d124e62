import type { AuditEntry } from '../audit-event.ts'

/** Allowed requests that wait for their result, by id, and no more of them than is safe to keep. */
export class RequestsUnderWay {
  readonly #entries = new Map<string, AuditEntry>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** Returns the request that is not waited for any more: an older one of this id, or the oldest of too many. */
  begin(entry: AuditEntry): AuditEntry | undefined {
    const entries = this.#entries
    const { requestId } = entry
    const older =
      entries.get(requestId) ?? (entries.size >= this.#most ? entries.values().next().value : undefined)
    if (older !== undefined) entries.delete(older.requestId)
    entries.set(requestId, entry)
    return older
  }

  /** The request of this id, which has ended; `undefined` if it is not known. */
  end(requestId: string): AuditEntry | undefined {
    const entry = this.#entries.get(requestId)
    if (entry !== undefined) this.#entries.delete(requestId)
    return entry
  }
}
