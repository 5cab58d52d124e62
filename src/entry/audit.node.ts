import { join } from 'node:path'
import { FileAuditLog } from '../adapters/audit/file-audit-log.node.ts'
import { TextAuditLog } from '../adapters/audit/text-audit-log.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { AuditEntry, AuditIdentity } from '../domain/audit-event.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { InstallationPaths } from '../ports/installation.ts'

/** JSON lines in the data folder. */
export const auditPath = ({ dataDir }: InstallationPaths): string => join(dataDir, 'audit.jsonl')

/** The audit log of an installation; `textFile` is `[logging] audit_file`. */
export function openAudit(paths: InstallationPaths, textFile: string | null): AuditLog {
  const log = new FileAuditLog(auditPath(paths))
  return textFile === null ? log : new TextAuditLog(log, textFile)
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
