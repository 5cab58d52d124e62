import { term } from '../../domain/audit-chain/block.ts'
import { mayHold, textHash, type TextHash } from '../../domain/audit-chain/bloom.ts'
import { lowerHost, shownBy, type AuditFilter } from './audit-filter.ts'
import type { KnownBlock, KnownShape } from './known-block.ts'

/** What a shape does not say, or, of the error, not all. */
const UNSAID: AuditFilter = {
  host: undefined,
  requestId: undefined,
  since: undefined,
  until: undefined,
  error: undefined,
}

/** Tells from summaries which blocks may hold a record that is asked for. For one question: what it found out of shapes it remembers. */
export class BlockSearch {
  readonly #filter: AuditFilter
  readonly #begun: AuditFilter
  readonly #hashes: readonly TextHash[]
  /** By the number of the shape. */
  readonly #fits: (boolean | undefined)[] = []

  constructor(filter: AuditFilter) {
    const { host, requestId } = filter
    this.#filter = filter
    this.#begun = { ...filter, ...UNSAID }
    this.#hashes = [
      ...(host === undefined ? [] : [term('host', lowerHost(host))]),
      ...(requestId === undefined ? [] : [term('request', requestId)]),
    ].map(textHash)
  }

  /** `late`: whether some of its requests ended elsewhere with the error that is asked for. */
  mayHold(block: KnownBlock, late: () => boolean): boolean {
    const { since, until, error } = this.#filter
    if (since !== undefined && block.to < since) return false
    if (until !== undefined && block.from >= until) return false
    if (!this.#hashes.every((hash) => mayHold(block, hash))) return false
    const anyError = error === undefined || late()
    return block.shapes.some((known) => (anyError || known.shape.error === error) && this.#fit(known))
  }

  /** Whether all records of a block, as far as time goes, are asked for, and its cells say all that the filter asks. */
  isCountable({ from, to }: KnownBlock): boolean {
    const { since, until } = this.#filter
    if (this.#hashes.length > 0) return false
    return (since === undefined || from >= since) && (until === undefined || to < until)
  }

  #fit({ id, record }: KnownShape): boolean {
    return (this.#fits[id] ??= shownBy(this.#begun, record) !== undefined)
  }
}
