import type { AuditRecord } from '../../domain/audit-chain/audit-record.ts'
import type { AuditStore } from '../../ports/audit-store.ts'
import type { AuditFilter } from './audit-filter.ts'
import { AuditPass, type Order } from './audit-pass.ts'
import type { BlockIndex } from './block-index.ts'
import { BlockSearch } from './block-search.ts'

/** The records that are asked for, one by one; block by block, passing over those that cannot have any. */
export async function* auditRecords(
  store: AuditStore,
  index: BlockIndex,
  filter: AuditFilter,
  order: Order,
): AsyncGenerator<AuditRecord, void> {
  const pass = await AuditPass.begin(store, index)
  for await (const block of pass.blocks(new BlockSearch(filter), order, filter.error))
    yield* pass.records(block, filter, order)
}
