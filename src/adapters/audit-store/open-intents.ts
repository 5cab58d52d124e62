import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'

/** The rows of the requests that are under way, by request id. */
export class OpenIntents {
  readonly #rows = new Map<string, number>()
  /** The rows of an id that is under way more than once, oldest first. */
  readonly #more = new Map<string, number[]>()

  begin({ requestId, decision }: AuditEntry, row: number): void {
    if (decision !== 'allow') return
    if (!this.#rows.has(requestId)) {
      this.#rows.set(requestId, row)
      return
    }
    const more = this.#more.get(requestId)
    if (more === undefined) this.#more.set(requestId, [row])
    else more.push(row)
  }

  /** The row that a result answers; `null` for a result of something that was never begun. */
  end({ requestId }: AuditResult): number | null {
    const row = this.#rows.get(requestId) ?? null
    const next = this.#more.size === 0 ? undefined : this.#more.get(requestId)?.shift()
    if (next !== undefined) this.#rows.set(requestId, next)
    else {
      this.#rows.delete(requestId)
      if (this.#more.size > 0) this.#more.delete(requestId)
    }
    return row
  }
}
