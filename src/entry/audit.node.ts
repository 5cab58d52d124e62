import { SqliteAuditLog } from '../adapters/audit-store/sqlite-audit-log.node.ts'
import { FoldingAuditLog } from '../adapters/audit/folding-audit-log.node.ts'
import { TextAuditLog } from '../adapters/audit/text-audit-log.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import { witnessLine } from '../domain/audit-chain/witness-line.ts'
import type { AuditEntry, AuditIdentity } from '../domain/audit-event.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { AuditSigner } from '../ports/audit-signer.ts'
import type { InstallationPaths } from '../ports/installation.ts'
import type { Vault } from '../vault/vault.ts'
import { auditSigner, ensureAuditKey } from './audit-key.node.ts'
import { vaultCompanions } from './vault-ports.node.ts'

/** The audit log of this process. */
export interface OpenedAudit extends AuditLog {
  /** Goes on with the text file that has the name now. */
  reopen(): void
  /** From now on checkpoints are signed with this vault's key, which is made if it has none. */
  signFrom(vault: Vault): Promise<void>
}

export interface AuditOptions {
  /** `[logging] audit_file`: one text line for each event besides, and for each checkpoint. */
  readonly textFile: string | null
  /** Puts something before the log that is to be told what it is told. */
  readonly observed?: (log: AuditLog) => AuditLog
}

/** The audit log of an installation: rows of `state.db` beside the vault. */
export function openAudit(
  paths: InstallationPaths,
  { textFile, observed = (log) => log }: AuditOptions,
): OpenedAudit {
  let vault: Vault | undefined
  let signer: AuditSigner | undefined
  const rows = new SqliteAuditLog({
    path: vaultCompanions(paths).stateFile,
    signer: () => (signer ??= vault === undefined ? undefined : auditSigner(vault)),
    onCheckpoint: (checkpoint) => text?.note(witnessLine(checkpoint)),
  })
  const text: TextAuditLog | undefined = textFile === null ? undefined : new TextAuditLog(rows, textFile)
  const log = observed(new FoldingAuditLog(text ?? rows, systemRandom))
  return {
    reopen: () => text?.reopen(),
    record: (entry) => log.record(entry),
    complete: (result) => log.complete(result),
    close: () => log.close(),
    signFrom: async (opened) => {
      await ensureAuditKey(opened)
      vault = opened
    },
  }
}

/** Records something that is over as it is told. Throws `audit_unavailable`. */
export async function recordEvent(log: AuditLog, event: AuditEntry): Promise<void> {
  await log.record(event)
  const { requestId, time } = event
  const nothing = { status: null, bytes: 0, durationMs: 0, redactions: 0, error: null }
  log.complete({ requestId, time, outcome: 'complete', ...nothing })
}

/** Something that happened to the installation or a server rather than to a request. */
export function installationEvent(
  action: string,
  by: AuditIdentity & Pick<AuditEntry, 'surface'>,
): AuditEntry {
  return {
    ...by,
    requestId: systemRandom.uuid(),
    ip: null,
    action,
    credential: null,
    method: null,
    url: null,
    time: systemClock.now(),
    decision: 'allow',
    error: null,
    policy: null,
    rule: null,
  }
}
