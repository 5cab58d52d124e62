import { chainStart, rowHash, type AuditRow, type ChainHead, type Digest } from './chain.ts'
import { readEvent } from './event-text.ts'
import { isHashOf } from './group.ts'
import type { Checkpoint, Cut } from './statements.ts'

/** What can be wrong with a log. */
export const FAULTS = {
  missing_row: 'this row is not there',
  row_changed: 'this row, or the order of rows here, is not what was written',
  not_an_event: 'this row holds something that is no event',
  second_result: 'this row is the result of a request that is not waiting for one',
  not_as_signed: 'this row is not the one that was signed: it, or rows since `after`, were written anew',
  truncated: 'the log ends before this row, which was signed as being there',
  bad_signature: 'the checkpoint at this row was not signed with the key of this log',
  bad_cut: 'the record of what was removed was not signed with the key of this log',
  other_log: 'the log was replaced by another: this row was signed in one of another id',
  bad_index: 'the search index of the rows from here on is not what they say',
} as const
export type Fault = keyof typeof FAULTS

/** The first place where a log is broken. */
export interface Finding {
  readonly sequence: number
  readonly fault: Fault
  /** The newest row before it that a checkpoint vouches for; 0 for none. */
  readonly after: number
}

/** What a log that holds together is made of. */
export interface ChainSummary {
  readonly rows: number
  readonly first: number
  readonly last: ChainHead
  /** Requests whose end is not recorded: under way, or cut by a crash. */
  readonly open: number
  /** The newest row a checkpoint vouches for; rows after it could have been written anew. 0: none. */
  readonly signed: number
}

/**
 * Checks a log, given its rows in the order of their sequence. `checkpoints` in that order too; their signatures and
 * that of the cut were checked before.
 */
export class ChainCheck {
  readonly #digest: Digest
  readonly #checkpoints: readonly Checkpoint[]
  readonly #cut: number
  readonly #waiting = new Set<number>()
  #next = 0
  #head: ChainHead
  #first = 0
  #signed = 0

  constructor(digest: Digest, log: string, cut: Cut | null, checkpoints: readonly Checkpoint[]) {
    this.#digest = digest
    this.#cut = cut?.sequence ?? 0
    this.#head = cut ?? chainStart(digest, log)
    // What was removed since was vouched for by the cut.
    this.#checkpoints = checkpoints.filter(({ sequence }) => sequence > this.#cut)
  }

  /** The next row; says what is wrong, if anything. Nothing after that means anything. */
  row({ sequence, event, hash }: AuditRow): Finding | undefined {
    const expected = this.#head.sequence + 1
    if (sequence > expected) return this.#finding(expected, 'missing_row')
    if (sequence < expected) return this.#finding(sequence, 'row_changed')
    const whole = rowHash(this.#digest, this.#head.hash, sequence, event)
    if (!isHashOf(hash, whole)) return this.#finding(sequence, 'row_changed')
    const fault = this.#pair(sequence, event)
    if (fault !== undefined) return this.#finding(sequence, fault)
    this.#head = { sequence, hash: whole }
    if (this.#first === 0) this.#first = sequence
    return this.#compare()
  }

  /** After the last row. */
  end(): Finding | ChainSummary {
    const next = this.#checkpoints[this.#next]
    if (next !== undefined) return this.#finding(this.#head.sequence + 1, 'truncated')
    const rows = this.#first === 0 ? 0 : this.#head.sequence - this.#first + 1
    const { sequence, hash } = this.#head
    const last = { sequence, hash }
    return { rows, first: this.#first, last, open: this.#waiting.size, signed: this.#signed }
  }

  #pair(sequence: number, text: string): Fault | undefined {
    const event = readEvent(text, true)
    if (event === undefined) return 'not_an_event'
    if (event.type === 'entry' && event.entry.decision === 'allow') this.#waiting.add(sequence)
    if (event.type !== 'result') return undefined
    if (event.intent !== null && event.intent <= this.#cut && event.intent > 0) return undefined
    return event.intent !== null && this.#waiting.delete(event.intent) ? undefined : 'second_result'
  }

  #compare(): Finding | undefined {
    const { sequence, hash } = this.#head
    for (;;) {
      const checkpoint = this.#checkpoints[this.#next]
      if (checkpoint === undefined || checkpoint.sequence > sequence) return undefined
      if (checkpoint.hash !== hash) return this.#finding(sequence, 'not_as_signed')
      this.#signed = sequence
      this.#next++
    }
  }

  #finding(sequence: number, fault: Fault): Finding {
    return { sequence, fault, after: this.#signed }
  }
}
