import type { Config } from '../domain/config/config.ts'
import type { CredentialInfo } from '../domain/credential.ts'
import type { FileFacts } from '../ports/file-facts.ts'
import type { InstallationPaths } from '../ports/installation.ts'
import type { Rollback } from '../vault/vault-state.ts'
import { CHECKS } from './doctor-checks.ts'

/** One finding. */
export interface Check {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  /** What to do about it; `null` when there is nothing to do. */
  readonly mend: string | null
}

/** What can be seen of a vault that opens. */
export interface OpenedVault {
  readonly credentials: readonly CredentialInfo[]
  /** The file is an older copy of one that was seen before. */
  readonly rollback: Rollback | null
}

/** What the doctor may look at. Each may throw a `VultrinoError`, which is then the finding. */
export interface DoctorDeps {
  /** `24.1.0` */
  readonly nodeVersion: string
  env(name: string): string | undefined
  config(): Promise<Config>
  paths(): Promise<InstallationPaths>
  /** Looks at one path without opening it. */
  facts(path: string): Promise<FileFacts>
  /** Unlocks the vault, answers what it holds, and shuts it. */
  openVault(): Promise<OpenedVault>
  /** Opens the audit log for writing, and closes it. */
  tryAudit(): Promise<void>
}

/** Runs every check that makes sense, in order; one that fails does not stop the next. */
export async function examine(deps: DoctorDeps): Promise<readonly Check[]> {
  const findings: Check[] = []
  for (const check of CHECKS) findings.push(...(await check(deps)))
  return findings
}
