import { join } from 'node:path'
import { FileAuditLog } from '../adapters/audit/file-audit-log.node.ts'
import { TextAuditLog } from '../adapters/audit/text-audit-log.node.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { InstallationPaths } from '../ports/installation.ts'

/** JSON lines in the data folder. */
export const auditPath = ({ dataDir }: InstallationPaths): string => join(dataDir, 'audit.jsonl')

/** The audit log of an installation; `textFile` is `[logging] audit_file`. */
export function openAudit(paths: InstallationPaths, textFile: string | null): AuditLog {
  const log = new FileAuditLog(auditPath(paths))
  return textFile === null ? log : new TextAuditLog(log, textFile)
}
