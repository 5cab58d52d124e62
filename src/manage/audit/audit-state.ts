import { rowHash, type Digest } from '../../domain/audit-chain/chain.ts'
import type { Finding } from '../../domain/audit-chain/chain-check.ts'
import type { AuditStore } from '../../ports/audit-store.ts'

/** Rows at the end that are looked at. */
const TAIL = 1024

/** The log at a glance. */
export interface AuditState {
  readonly rows: number
  readonly bytes: number
  /** The newest checkpoint; its signature is for `verify` to check. */
  readonly checkpoint: { readonly sequence: number; readonly time: number } | null
  /** What is wrong with the newest rows, if anything. */
  readonly finding: Finding | undefined
}

/** Looks at the last thousand rows: cheap, however long the log is. Throws `storage_error`. */
export async function auditState(store: AuditStore, digest: Digest): Promise<AuditState> {
  const from = Math.max(1, ((await store.extent()).last?.sequence ?? 0) - TAIL)
  // Before the rows: those that are added meanwhile may be signed meanwhile.
  const signed = await store.checkpoints(from, TAIL)
  const { first, last, bytes } = await store.extent()
  if (last === null) return { rows: 0, bytes, checkpoint: null, finding: undefined }
  const newest = signed.at(-1)
  const after = signed.at(0)?.sequence ?? 0
  const broken = (sequence: number, fault: Finding['fault']): Finding => ({ sequence, fault, after })
  const rows = await store.rows(from, 2 * TAIL)
  let finding: Finding | undefined
  rows.forEach((row, i) => {
    const before = rows[i - 1]
    if (finding !== undefined || before === undefined) return
    const expected = before.sequence + 1
    if (row.sequence !== expected) finding = broken(expected, 'missing_row')
    else if (rowHash(digest, before.hash, row.sequence, row.event) !== row.hash)
      finding = broken(row.sequence, 'row_changed')
  })
  if (finding === undefined && newest !== undefined) {
    const its = rows.find(({ sequence }) => sequence === newest.sequence)
    if (newest.sequence > last.sequence) finding = broken(last.sequence + 1, 'truncated')
    else if (its !== undefined && its.hash !== newest.hash) finding = broken(newest.sequence, 'not_as_signed')
  }
  const checkpoint = newest === undefined ? null : { sequence: newest.sequence, time: newest.time }
  return { rows: last.sequence - first + 1, bytes, checkpoint, finding }
}
