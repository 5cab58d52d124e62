import type { AuditEntry, AuditResult } from '../../domain/audit-event.ts'
import { actionKind } from '../../domain/telemetry/labels.ts'
import type { RequestTally } from '../../domain/telemetry/request-tally.ts'
import { RequestsUnderWay } from '../../domain/telemetry/requests-under-way.ts'
import type { Observer } from '../../ports/telemetry.ts'

/** Told of each proxied request that has ended (`result`) or was refused (`null`), and of those given up. */
export interface RequestEnds {
  ended(entry: AuditEntry, result: AuditResult | null): void
  forgot(requestId: string): void
}

/** More than one process can have under way, unless results are lost. */
const MOST_UNDER_WAY = 65_536

/** Puts the two records of a request together, and has them counted and traced. */
export class RequestObserver implements Observer {
  readonly #tally: RequestTally
  readonly #ends: RequestEnds | undefined
  readonly #underWay: RequestsUnderWay

  constructor(tally: RequestTally, ends?: RequestEnds, most = MOST_UNDER_WAY) {
    this.#tally = tally
    this.#ends = ends
    this.#underWay = new RequestsUnderWay(most)
  }

  recorded(entry: AuditEntry): void {
    if (entry.decision === 'deny') {
      this.#tally.refused(entry)
      this.#end(entry, null)
    } else if (actionKind(entry.action) === 'event') this.#tally.happened(entry)
    else {
      const older = this.#underWay.begin(entry)
      if (older !== undefined) {
        this.#tally.forgot(older)
        if (older.requestId !== entry.requestId) this.#ends?.forgot(older.requestId)
      }
      this.#tally.began(entry)
    }
  }

  completed(result: AuditResult): void {
    const entry = this.#underWay.end(result.requestId)
    if (entry === undefined) {
      this.#tally.untracked()
      return
    }
    this.#tally.ended(entry, result)
    this.#end(entry, result)
  }

  auditFailed(): void {
    this.#tally.auditFailed()
  }

  #end(entry: AuditEntry, result: AuditResult | null): void {
    if (this.#ends === undefined) return
    if (actionKind(entry.action) === 'proxied') this.#ends.ended(entry, result)
    else this.#ends.forgot(entry.requestId)
  }
}
