import { join } from 'node:path'
import { FileAuditLog } from '../adapters/audit/file-audit-log.node.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { InstallationPaths } from '../ports/installation.ts'

/** JSON lines in the data folder. */
export const auditPath = ({ dataDir }: InstallationPaths): string => join(dataDir, 'audit.jsonl')

/** The audit log of an installation. */
export const openAudit = (paths: InstallationPaths): AuditLog => new FileAuditLog(auditPath(paths))
