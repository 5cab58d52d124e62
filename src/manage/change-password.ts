import type { Secret } from '../domain/secret.ts'
import type { Management } from './management.ts'
import { checkPassword } from './password-rules.ts'
import { recorded } from './recorded.ts'

/** Puts the vault under a new password. Throws `invalid_request`, `audit_unavailable`, `storage_error`, `vault_busy`. */
export async function changePassword(management: Management, next: Secret): Promise<void> {
  checkPassword(next, 'vault password')
  await recorded(management, 'vault.change_password', null, () => management.vault.changePassword(next))
}
