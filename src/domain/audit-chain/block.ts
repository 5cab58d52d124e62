import { timesOf, type AuditEntry } from '../audit-event.ts'
import { recordedHost } from './audit-record.ts'
import { bloomOf, type Bloom } from './bloom.ts'
import type { AuditRow } from './chain.ts'
import { readEvent } from './event-text.ts'
import { shapeKey, shapeOf, type Shape } from './shape.ts'

/**
 * Rows are looked for block by block. What a block says in short is made once, by whoever first looks for something,
 * so that recording pays nothing for it: an index kept with every row would cost more than the row.
 */
export const BLOCK_ROWS = 512

export const blockOf = (sequence: number): number => Math.floor((sequence - 1) / BLOCK_ROWS)
export const firstOf = (block: number): number => block * BLOCK_ROWS + 1
export const lastOf = (block: number): number => (block + 1) * BLOCK_ROWS

export const HOUR_MS = 3_600_000

/** A result in another block than its intent. */
export interface FarResult {
  readonly intent: number
  readonly sequence: number
  readonly error: string | null
}

/** Records that are alike, of one hour. */
export interface Cell {
  /** Hours since the epoch. */
  readonly hour: number
  readonly count: number
  /** With the error that they ended with, if they ended in the block. */
  readonly shape: Shape
}

/** What is in a block: enough to count it, and to pass it over. */
export interface Block {
  /** Oldest and newest time of the events, milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  /** What shapes do not say: hosts and request ids. */
  readonly terms: Bloom
  readonly cells: readonly Cell[]
  /** Of each request that did not end in the block: its sequence, and the number of its cell. */
  readonly open: readonly (readonly [number, number])[]
  readonly far: readonly FarResult[]
}

/** What is looked for by a set of texts: the field's name, `=`, and its value. */
export type TermName = 'host' | 'request'
export const term = (name: TermName, value: string): string => `${name}=${value}`

export function summarise(rows: readonly AuditRow[]): Block {
  const terms = new Set<string>()
  const far: FarResult[] = []
  const entries = new Map<number, AuditEntry>()
  /** Errors of the results here, by the row they answer. */
  const ended = new Map<number, string | null>()
  let from = Infinity
  let to = -Infinity
  for (const { sequence, event: text } of rows) {
    const event = readEvent(text)
    if (event === undefined) continue
    const { time } = event.type === 'entry' ? event.entry : event.type === 'result' ? event.result : event
    from = Math.min(from, time)
    to = Math.max(to, time)
    if (event.type === 'entry') {
      entries.set(sequence, event.entry)
      addTerms(terms, event.entry)
    } else if (event.type === 'result' && event.intent !== null) {
      const { intent, result } = event
      if (blockOf(intent) === blockOf(sequence)) ended.set(intent, result.error)
      else far.push({ intent, sequence, error: result.error })
    }
  }
  return { from, to, terms: bloomOf(terms), ...cellsOf(entries, ended), far }
}

function addTerms(terms: Set<string>, { requestId, url }: AuditEntry): void {
  terms.add(term('request', requestId))
  const host = recordedHost(url)
  if (host === null) return
  terms.add(term('host', host))
  terms.add(term('host', host.replace(/:\d+$/, '')))
}

function cellsOf(
  entries: ReadonlyMap<number, AuditEntry>,
  ended: ReadonlyMap<number, string | null>,
): Pick<Block, 'cells' | 'open'> {
  const cells: { hour: number; count: number; shape: Shape }[] = []
  const open: [number, number][] = []
  const places = new Map<string, number>()
  for (const [sequence, entry] of entries) {
    const hour = Math.floor(entry.time / HOUR_MS)
    const shape = shapeOf(entry, ended.get(sequence) ?? null)
    const key = `${hour} ${shapeKey(shape)}`
    const place = places.get(key) ?? cells.length
    const cell = cells[place]
    if (cell === undefined) {
      places.set(key, place)
      cells.push({ hour, count: timesOf(entry), shape })
    } else cell.count += timesOf(entry)
    if (entry.decision === 'allow' && !ended.has(sequence)) open.push([sequence, place])
  }
  return { cells, open }
}
