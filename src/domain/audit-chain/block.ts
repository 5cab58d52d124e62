import { recordedHost } from './audit-record.ts'
import { bloomOf, mayHold, type Bloom } from './bloom.ts'
import type { AuditRow } from './chain.ts'
import { readEvent } from './event-text.ts'
import { fromHex, toHex } from './hex.ts'

/**
 * Rows are looked for block by block. What a block says in short is made once, by whoever first looks for something,
 * so that recording pays nothing for it: an index kept with every row would cost more than the row.
 */
export const BLOCK_ROWS = 512

export const blockOf = (sequence: number): number => Math.floor((sequence - 1) / BLOCK_ROWS)
export const firstOf = (block: number): number => block * BLOCK_ROWS + 1
export const lastOf = (block: number): number => (block + 1) * BLOCK_ROWS

/** A result in another block than its intent. */
export interface FarResult {
  readonly intent: number
  readonly sequence: number
  readonly error: string | null
}

/** What is in a block: enough to pass it over. */
export interface Block {
  /** Oldest and newest time of the events, milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  readonly terms: Bloom
  readonly far: readonly FarResult[]
}

/** Keys are found by `vk_` and four characters more, the least of one that can be looked for. */
export const KEY_TERM = 7

/** What can be looked for: the field's name, `=`, and its value. */
export type TermName =
  | 'credential'
  | 'key'
  | 'key_name'
  | 'role'
  | 'decision'
  | 'host'
  | 'action'
  | 'error'
  | 'request'
  | 'surface'
export const term = (name: TermName, value: string): string => `${name}=${value}`

export function summarise(rows: readonly AuditRow[]): Block {
  const terms = new Set<string>()
  const far: FarResult[] = []
  let from = Infinity
  let to = -Infinity
  const add = (name: TermName, value: string | null): void => {
    if (value !== null) terms.add(term(name, value))
  }
  for (const { sequence, event: text } of rows) {
    const event = readEvent(text)
    if (event === undefined) continue
    const { time } = event.type === 'entry' ? event.entry : event.type === 'result' ? event.result : event
    from = Math.min(from, time)
    to = Math.max(to, time)
    if (event.type === 'entry') {
      const { entry } = event
      const host = recordedHost(entry.url)
      add('credential', entry.credential)
      add('key', entry.key?.slice(0, KEY_TERM) ?? null)
      add('key_name', entry.keyName)
      add('role', entry.role)
      add('decision', entry.decision)
      add('action', entry.action)
      add('error', entry.error)
      add('request', entry.requestId)
      add('surface', entry.surface)
      add('host', host)
      add('host', host?.replace(/:\d+$/, '') ?? null)
    } else if (event.type === 'result') {
      const { intent, result } = event
      if (intent !== null && blockOf(intent) !== blockOf(sequence))
        far.push({ intent, sequence, error: result.error })
      else add('error', result.error)
    }
  }
  return { from, to, terms: bloomOf(terms), far }
}

/** Whether a block may hold one of each of these. */
export const blockMayHold = ({ terms }: Block, wanted: readonly (readonly string[])[]): boolean =>
  wanted.every((any) => any.some((one) => mayHold(terms, one)))

/** A block's summary as JSON; the same rows give the same text. */
export function blockText({ from, to, terms, far }: Block): string {
  return JSON.stringify([
    from,
    to,
    toHex(terms.bits),
    far.map((one) => [one.intent, one.sequence, one.error]),
  ])
}

/** Holds everything, perhaps. */
const ALL = Uint8Array.of(0xff)

/** `undefined` for what is no summary. */
export function readBlock(text: string): Block | undefined {
  try {
    const [from, to, bits, far] = JSON.parse(text) as [
      number | null,
      number | null,
      string,
      [number, number, string | null][],
    ]
    return {
      from: from ?? Infinity,
      to: to ?? -Infinity,
      terms: { bits: fromHex(bits) ?? ALL },
      far: far.map(([intent, sequence, error]) => ({ intent, sequence, error })),
    }
  } catch {
    return undefined
  }
}
