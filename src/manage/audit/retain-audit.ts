import { BLOCK_ROWS, blockOf, lastOf, summarise } from '../../domain/audit-chain/block.ts'
import { isWhole } from '../../domain/audit-chain/group.ts'
import { toHex } from '../../domain/audit-chain/hex.ts'
import { cutText, type Cut, type CutReason } from '../../domain/audit-chain/statements.ts'
import type { AuditSigner } from '../../ports/audit-signer.ts'
import type { AuditStore } from '../../ports/audit-store.ts'

/** How much of the log is kept; what is left out has no limit. */
export interface Retention {
  readonly maxAgeMs?: number | undefined
  readonly maxRows?: number | undefined
  readonly maxBytes?: number | undefined
}

/**
 * Removes the oldest rows that are too many, 512 at a time, so that nobody who records waits for it; rows that are
 * kept may be up to 511 more than asked for, and the newest are never removed. Each time a signed cut takes the place of
 * what is gone. Ends early when `stopped` says so. Gives the number of rows removed. Throws `storage_error`, and what `sign` throws.
 */
export async function retainAudit(
  store: AuditStore,
  signer: AuditSigner,
  retention: Retention,
  now: number,
  stopped: () => boolean = () => false,
): Promise<number> {
  let removed = 0
  while (!stopped()) {
    const { log, first, last, bytes } = await store.extent()
    // The block that still grows stays, and the last whole one: what is looked for is mostly there.
    if (last === null || blockOf(first) >= blockOf(last.sequence) - 1) return removed
    const block = blockOf(first)
    const sequence = lastOf(block)
    const rows = await store.rows(first, BLOCK_ROWS)
    const end = rows.find((row) => row.sequence === sequence)
    // Rows are missing: that is for `verify` to say, and not to be covered up.
    if (end === undefined || !isWhole(end)) return removed
    const oldest = rows.filter((row) => row.sequence <= sequence)
    const reason = tooMuch(retention, {
      ageMs: now - summarise(oldest).to,
      rows: last.sequence - sequence,
      bytes,
    })
    if (reason === undefined) return removed
    const cut: Cut = { log, sequence, hash: end.hash, reason, time: now }
    const signature = await signer.sign(new TextEncoder().encode(cutText(cut)))
    await store.remove({ ...cut, signature: toHex(signature) })
    removed += oldest.length
  }
  return removed
}

/** Why the oldest block goes: its newest event is too old, or there are enough rows or bytes without it. */
function tooMuch(
  { maxAgeMs, maxRows, maxBytes }: Retention,
  left: { readonly ageMs: number; readonly rows: number; readonly bytes: number },
): CutReason | undefined {
  if (maxAgeMs !== undefined && left.ageMs > maxAgeMs) return 'age'
  if (maxRows !== undefined && left.rows >= maxRows) return 'rows'
  if (maxBytes !== undefined && left.bytes > maxBytes) return 'bytes'
  return undefined
}
