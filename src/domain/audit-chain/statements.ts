/** Says that a row stood in the log, with this hash, so all rows before it as they are. */
export interface Checkpoint {
  /** UUID of the log. */
  readonly log: string
  /** The newest row there was. */
  readonly sequence: number
  readonly hash: string
  /** How many rows there were: fewer than `sequence` once old ones were removed. */
  readonly count: number
  /** Milliseconds since the epoch. */
  readonly time: number
}

export type CutReason = 'age' | 'rows' | 'bytes'

/** Says that all rows up to this one were removed, on purpose, and what the next is chained to. */
export interface Cut {
  readonly log: string
  /** The last row removed. */
  readonly sequence: number
  readonly hash: string
  readonly reason: CutReason
  readonly time: number
}

/** With an Ed25519 signature (RFC 8032) over its text, in hex. */
export type Signed<T> = T & { readonly signature: string }

/*
 * What is signed: UTF-8 lines whose first names what they are, so that one can never stand for the other or for
 * anything else the key may come to sign.
 */

export const checkpointText = ({ log, sequence, hash, count, time }: Checkpoint): string =>
  `vultrino audit checkpoint 1\nlog ${log}\nsequence ${sequence}\nhash ${hash}\ncount ${count}\ntime ${time}\n`

export const cutText = ({ log, sequence, hash, reason, time }: Cut): string =>
  `vultrino audit cut 1\nlog ${log}\nsequence ${sequence}\nhash ${hash}\nreason ${reason}\ntime ${time}\n`

/** A signed statement as one JSON line (newline included), as it is stored, and to be kept where the log is not. */
export const statementLine = (statement: Signed<Checkpoint> | Signed<Cut>): string =>
  `${JSON.stringify(statement)}\n`

/** Reads such a line; `undefined` where it is none. */
export const readCheckpoint = (line: string): Signed<Checkpoint> | undefined =>
  readFields(line, ['log', 'hash', 'signature'], ['sequence', 'count', 'time']) as
    Signed<Checkpoint> | undefined

export const readCut = (line: string): Signed<Cut> | undefined =>
  readFields(line, ['log', 'hash', 'signature', 'reason'], ['sequence', 'time']) as Signed<Cut> | undefined

function readFields(line: string, texts: readonly string[], numbers: readonly string[]): unknown {
  try {
    const fields = JSON.parse(line) as Readonly<Record<string, unknown>>
    const whole =
      texts.every((name) => typeof fields[name] === 'string') &&
      numbers.every((name) => Number.isSafeInteger(fields[name]))
    return whole ? fields : undefined
  } catch {
    return undefined
  }
}
