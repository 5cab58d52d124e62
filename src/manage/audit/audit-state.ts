import { rowHash, type ChainHead, type Digest } from '../../domain/audit-chain/chain.ts'
import { isHashOf, isWhole } from '../../domain/audit-chain/group.ts'
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
  const finding = chainFinding() ?? signedFinding()
  const checkpoint = newest === undefined ? null : { sequence: newest.sequence, time: newest.time }
  return { rows: last.sequence - first + 1, bytes, checkpoint, finding }

  /** Where rows do not follow the ones before them: from the first on whose whole hash is kept. */
  function chainFinding(): Finding | undefined {
    let before: ChainHead | undefined
    for (const row of rows) {
      if (before !== undefined) {
        const expected = before.sequence + 1
        if (row.sequence !== expected) return broken(expected, 'missing_row')
        const hash = rowHash(digest, before.hash, row.sequence, row.event)
        if (!isHashOf(row.hash, hash)) return broken(row.sequence, 'row_changed')
        before = { sequence: row.sequence, hash }
      } else if (isWhole(row)) before = row
    }
    return undefined
  }

  function signedFinding(): Finding | undefined {
    if (newest === undefined || last === null) return undefined
    if (newest.sequence > last.sequence) return broken(last.sequence + 1, 'truncated')
    const its = rows.find(({ sequence }) => sequence === newest.sequence)
    const same = its === undefined || isHashOf(its.hash, newest.hash)
    return same ? undefined : broken(newest.sequence, 'not_as_signed')
  }
}
