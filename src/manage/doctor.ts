import type { Config } from '../domain/config/config.ts'
import type { CredentialInfo } from '../domain/credential.ts'
import type { FileFacts } from '../ports/file-facts.ts'
import type { InstallationPaths } from '../ports/installation.ts'
import type { Rollback } from '../vault/vault-state.ts'
import type { AuditState } from './audit/audit-state.ts'
import { EXAMINATIONS } from './doctor-checks.ts'
import { failure, type Check } from './doctor-findings.ts'

/** What can be seen of a vault that opens. */
export interface OpenedVault {
  readonly credentials: readonly CredentialInfo[]
  /** The file is an older copy of one that was seen before. */
  readonly rollback: Rollback | null
}

/**
 * What the doctor may look at and try. Each may throw a `VultrinoError`, which is then the finding; the trials of
 * files throw `storage_error`.
 */
export interface DoctorDeps {
  /** `24.1.0` */
  readonly nodeVersion: string
  env(name: string): string | undefined
  config(): Promise<Config>
  paths(): Promise<InstallationPaths>
  /** Looks at one path without opening it. */
  facts(path: string): Promise<FileFacts>
  /** Writes a file there and removes it. Resolves to the bytes free, `null` where that is not told. */
  tryFolder(path: string): Promise<number | null>
  /** Takes the right to write the vault, and gives it back. */
  tryLock(): Promise<void>
  /** Reads which generations of the vault were seen. */
  tryWatermark(): Promise<void>
  /** Unlocks the vault, answers what it holds, and shuts it. */
  openVault(): Promise<OpenedVault>
  /** Opens an audit file for appending: the audit log itself, or `[logging] audit_file`. */
  tryAudit(file: 'log' | 'text'): Promise<void>
  /** Looks at the newest rows of the audit log; `null` where there is none yet. */
  auditState(): Promise<AuditState | null>
  /** Reads the account of the web UI in `admin.json`; where the vault was opened before, as that vault's. */
  tryAdmin(): Promise<void>
  /** Reads every policy; resolves to how many there are. */
  tryPolicies(): Promise<number>
  /** Reads the certificates of `[upstream] ca_file`, if it is set. */
  tryAuthorities(): Promise<void>
}

/**
 * Runs every examination that makes sense, in order. One that fails does not stop the next, but for those that rest
 * on it: what is broken is found once.
 */
export async function examine(deps: DoctorDeps): Promise<readonly Check[]> {
  const findings: Check[] = []
  const broken = new Set<string>()
  for (const { name, needs, look } of EXAMINATIONS) {
    if (needs.some((other) => broken.has(other))) {
      broken.add(name)
      continue
    }
    try {
      findings.push(...(await look(deps)))
    } catch (thrown) {
      broken.add(name)
      findings.push(failure(name, thrown))
    }
  }
  return findings
}
