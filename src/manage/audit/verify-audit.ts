import { ChainCheck, type Fault } from '../../domain/audit-chain/chain-check.ts'
import { BLOCK_ROWS, blockOf, firstOf, summarise } from '../../domain/audit-chain/block.ts'
import { blockText, isBlockText } from '../../domain/audit-chain/block-text.ts'
import type { AuditRow, Digest } from '../../domain/audit-chain/chain.ts'
import { fromHex } from '../../domain/audit-chain/hex.ts'
import {
  checkpointText,
  cutText,
  type Checkpoint,
  type Cut,
  type Signed,
} from '../../domain/audit-chain/statements.ts'
import type { SignatureCheck } from '../../ports/audit-signer.ts'
import type { Verdict } from '../../ports/audit-desk.ts'
import type { AuditStore } from '../../ports/audit-store.ts'

export interface Verifying {
  readonly digest: Digest
  readonly check: SignatureCheck
  /** The key that must have signed checkpoints and cuts: from the vault, never from the database. */
  readonly publicKey: Uint8Array
  /** Checkpoints that were kept elsewhere: what deletes the newest ones of the database too is found by these. */
  readonly witnesses?: readonly Signed<Checkpoint>[] | undefined
}

const SLICE = 512

/**
 * Reads the whole log as it stands at the beginning and says whether it holds together, or the first place where it
 * does not.
 *
 * What it can and cannot find: any row changed, moved, put in or taken out, except that whoever can write the
 * database may write anew, with matching hashes, the rows after `summary.signed`. Rows at the end that were taken
 * out show as soon as a checkpoint names one of them; whoever takes out these checkpoints too leaves a log that is
 * whole, only older: that shows by a witness alone. Throws `storage_error`.
 */
export async function verifyAudit(store: AuditStore, options: Verifying): Promise<Verdict> {
  for (;;) {
    const cut = await store.cut()
    const verdict = await verifyFrom(store, options, cut)
    // What was removed meanwhile, on purpose, is not missing.
    if (verdict.intact || (await store.cut())?.sequence === cut?.sequence) return verdict
  }
}

async function verifyFrom(store: AuditStore, options: Verifying, cut: Signed<Cut> | null): Promise<Verdict> {
  // Before the rows: those that are added meanwhile may be signed meanwhile.
  const stored = await allCheckpoints(store)
  const { log, last } = await store.extent()
  const end = last?.sequence ?? 0
  const broken = (sequence: number, fault: Fault, after = 0): Verdict => ({
    intact: false,
    log,
    finding: { sequence, fault, after },
  })
  if (cut !== null) {
    if (!(await signed(cutText(cut), cut.signature, options))) return broken(cut.sequence, 'bad_cut')
    if (cut.log !== log) return broken(cut.sequence, 'other_log')
  }
  const checkpoints = [...stored, ...(options.witnesses ?? [])].sort(
    (one, other) => one.sequence - other.sequence,
  )
  const trusted: Checkpoint[] = []
  let bad: { readonly sequence: number; readonly fault: Fault } | undefined
  for (const checkpoint of checkpoints) {
    const { sequence, signature } = checkpoint
    if (!(await signed(checkpointText(checkpoint), signature, options)))
      bad = { sequence, fault: 'bad_signature' }
    else if (checkpoint.log !== log) bad = { sequence, fault: 'other_log' }
    if (bad !== undefined) break
    trusted.push(checkpoint)
  }

  const chain = new ChainCheck(options.digest, log, cut, trusted)
  const blocks = new BlockCheck(store)
  for (let from = 1; from <= end;) {
    const rows = await store.rows(from, SLICE)
    if (rows.length === 0) break
    for (const row of rows) {
      from = row.sequence + 1
      const finding = chain.row(row)
      if (finding !== undefined) return { intact: false, log, finding }
      if (bad !== undefined && row.sequence >= bad.sequence) return broken(bad.sequence, bad.fault)
      if (blocks.completes(row) && (await blocks.differ()))
        return broken(firstOf(blockOf(row.sequence)), 'bad_index')
    }
  }
  const summary = chain.end()
  if ('fault' in summary) return { intact: false, log, finding: summary }
  if (bad !== undefined) return broken(bad.sequence, bad.fault, summary.signed)
  return { intact: true, log, summary, removedUpTo: cut?.sequence ?? null }
}

/** Whether a statement was signed with the key. */
async function signed(
  text: string,
  signature: string,
  { check, publicKey }: Pick<Verifying, 'check' | 'publicKey'>,
): Promise<boolean> {
  const bytes = typeof signature === 'string' ? fromHex(signature) : undefined
  return bytes !== undefined && (await check(publicKey, new TextEncoder().encode(text), bytes))
}

async function allCheckpoints(store: AuditStore): Promise<readonly Signed<Checkpoint>[]> {
  const all: Signed<Checkpoint>[] = []
  for (let from = 0; ;) {
    const some = await store.checkpoints(from, SLICE)
    all.push(...some)
    if (some.length < SLICE) return all
    from = (some.at(-1)?.sequence ?? 0) + 1
  }
}

/** Compares the stored summaries of blocks, by which rows are looked for, with the rows. */
class BlockCheck {
  readonly #store: AuditStore
  #rows: AuditRow[] = []

  constructor(store: AuditStore) {
    this.#store = store
  }

  /** Whether this row is the last of its block. */
  completes(row: AuditRow): boolean {
    this.#rows.push(row)
    return row.sequence % BLOCK_ROWS === 0
  }

  /** Whether what is stored of the block is not what its rows say. */
  async differ(): Promise<boolean> {
    const rows = this.#rows
    this.#rows = []
    const block = blockOf(rows.at(-1)?.sequence ?? 1)
    const [stored] = await this.#store.blocks(block, 1)
    if (stored?.block !== block || rows.length < BLOCK_ROWS) return false
    // Nobody looks for anything by one of another form.
    return isBlockText(stored.summary) && stored.summary !== blockText(summarise(rows))
  }
}
