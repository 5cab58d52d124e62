import { BLOCK_ROWS, blockOf, lastOf } from './block.ts'
import { rowHash, type AuditRow, type ChainHead, type Digest } from './chain.ts'

/**
 * Rows that were written together, as they are stored: one record of the database costs a fraction of what one for
 * each row would. A group is never empty, and never reaches beyond its block, so that whole blocks can be removed.
 */
export interface RowGroup {
  /** Of its first row. */
  readonly sequence: number
  /** The events of its rows, a line each; there is no line feed in an event. */
  readonly events: string
  /** The hash of its last row, and before it the first characters of the hash of each other row. */
  readonly hashes: string
}

/** Characters of a hash that are kept where the whole of a later one is: enough to say which row was changed. */
const KEPT = 8
const WHOLE = 64
/** More rows than a group ever has. */
const MOST = 2 * BLOCK_ROWS

const rowsIn = (hashes: string): number => (hashes.length - WHOLE) / KEPT + 1

/** Chains events to what stands before them. Gives their groups, at least one, and the last of their rows. */
export function chainGroups(
  digest: Digest,
  before: ChainHead,
  events: readonly string[],
): { readonly groups: readonly RowGroup[]; readonly head: ChainHead } {
  const groups: RowGroup[] = []
  let { sequence, hash } = before
  for (let from = 0; from < events.length;) {
    const first = sequence + 1
    const room = lastOf(blockOf(first)) - sequence
    const some = room < events.length - from || from > 0 ? events.slice(from, from + room) : events
    const text = some.join('\n')
    let hashes = ''
    let at = 0
    for (const { length } of some) {
      if (sequence >= first) hashes += hash.slice(0, KEPT)
      // A part of the whole, which lies in one piece: the event itself was put together of many, and would be again.
      hash = rowHash(digest, hash, ++sequence, text.slice(at, at + length))
      at += length + 1
    }
    groups.push({ sequence: first, events: text, hashes: hashes + hash })
    from += some.length
  }
  return { groups, head: { sequence, hash } }
}

/** The last row of a group. */
export const groupHead = ({ sequence, hashes }: Omit<RowGroup, 'events'>): ChainHead => ({
  sequence: sequence + Math.max(0, Math.ceil(rowsIn(hashes)) - 1),
  hash: hashes.slice(-WHOLE),
})

/**
 * The rows of a group from this sequence on. What was tampered with gives what stands there, for its place to be found:
 * a hash may be cut short or empty.
 */
export function groupRows({ sequence, events, hashes }: RowGroup, from = 0): AuditRow[] {
  const rows: AuditRow[] = []
  const texts = events.split('\n', MOST)
  for (let i = Math.max(0, from - sequence); i < texts.length; i++) {
    const at = i * KEPT
    const isLast = i === texts.length - 1 && hashes.length - at === WHOLE
    rows.push({
      sequence: sequence + i,
      event: texts[i] ?? '',
      hash: hashes.slice(at, isLast ? undefined : at + KEPT),
    })
  }
  return rows
}

/** Whether this is the hash of a row, or as much of it as is kept. */
export const isHashOf = (kept: string, hash: string): boolean =>
  (kept.length === WHOLE || kept.length === KEPT) && hash.startsWith(kept)

/** Whether the whole hash of a row is kept: it is the last of its group. */
export const isWhole = ({ hash }: Pick<AuditRow, 'hash'>): boolean => hash.length === WHOLE
