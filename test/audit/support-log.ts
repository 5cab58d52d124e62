import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import {
  ed25519Check,
  ed25519Signer,
  newEd25519Key,
} from '../../src/adapters/audit-store/ed25519-key.node.ts'
import { sha256Digest } from '../../src/adapters/audit-store/sha256-digest.node.ts'
import { SqliteAuditLog } from '../../src/adapters/audit-store/sqlite-audit-log.node.ts'
import { SqliteAuditStore } from '../../src/adapters/audit-store/sqlite-audit-store.node.ts'
import type { Checkpoint, Signed } from '../../src/domain/audit-chain/statements.ts'
import type { AuditEntry } from '../../src/domain/audit-event.ts'
import { BlockIndex } from '../../src/manage/audit/block-index.ts'
import { verifyAudit } from '../../src/manage/audit/verify-audit.ts'
import type { Verdict } from '../../src/ports/audit-desk.ts'
import { result } from './support-events.ts'

export const signer = ed25519Signer(newEd25519Key())

/** A log in a folder of its own. */
export class TestLog {
  readonly folder = mkdtempSync(join(tmpdir(), 'vultrino-audit-'))
  readonly path = join(this.folder, 'state.db')
  readonly store = new SqliteAuditStore(this.path)
  readonly index = new BlockIndex(this.store)
  readonly checkpoints: Signed<Checkpoint>[] = []

  open(): SqliteAuditLog {
    return new SqliteAuditLog({
      path: this.path,
      signer: () => signer,
      onCheckpoint: (checkpoint) => this.checkpoints.push(checkpoint),
    })
  }

  /** Records these, with the results of those allowed, each group on its own, and closes the log: one checkpoint. */
  async write(...groups: readonly (readonly AuditEntry[])[]): Promise<void> {
    const log = this.open()
    for (const group of groups) {
      await Promise.all(group.map((one) => log.record(one)))
      for (const one of group) if (one.decision === 'allow') log.complete(result(one.requestId))
      await turn()
    }
    await log.close()
  }

  verify(witnesses?: readonly Signed<Checkpoint>[]): Promise<Verdict> {
    const { publicKey } = signer
    return verifyAudit(this.store, { digest: sha256Digest, check: ed25519Check, publicKey, witnesses })
  }

  /** Does to the database what somebody who can write the file could. */
  edit(act: (database: DatabaseSync) => void): void {
    const database = new DatabaseSync(this.path)
    try {
      act(database)
    } finally {
      database.close()
    }
  }

  remove(): void {
    this.store.close()
    rmSync(this.folder, { recursive: true })
  }
}
