import type { FileFacts } from '../ports/file-facts.ts'
import type { CredentialInfo } from '../domain/credential.ts'

/** One finding. */
export interface Check {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  /** What to do about it; `null` when there is nothing to do. */
  readonly mend: string | null
}

export interface DoctorDeps {
  /** Looks at one path without opening it. */
  facts(path: string): Promise<FileFacts>
  /** Unlocks the vault and answers what it holds. Throws what opening throws. */
  openVault(): Promise<readonly CredentialInfo[]>
  /** Opens the audit log for writing, and closes it. Throws `audit_unavailable`. */
  tryAudit(): Promise<void>
}
