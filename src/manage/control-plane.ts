import type { ControlPlane } from '../ports/control-plane.ts'
import { addCredential } from './add-credential.ts'
import { bindCredential } from './bind-credential.ts'
import { createKey } from './create-key.ts'
import { createRole } from './create-role.ts'
import { deleteCredential } from './delete-credential.ts'
import { deleteRole } from './delete-role.ts'
import { getCredential } from './get-credential.ts'
import { getKey } from './get-key.ts'
import { getRole } from './get-role.ts'
import { listCredentials } from './list-credentials.ts'
import { listKeys } from './list-keys.ts'
import { listRoles } from './list-roles.ts'
import type { Management } from './management.ts'
import { revokeKey } from './revoke-key.ts'
import { unbindCredential } from './unbind-credential.ts'
import { updateCredential } from './update-credential.ts'
import { updateRole } from './update-role.ts'
import { whoAmI } from './who-am-i.ts'

/**
 * The acts of the control plane over an open vault, as `management.caller`. Each is judged by the newest state of the
 * vault: what one process has answered, every other one knows of.
 */
export function createControlPlane(management: Management): ControlPlane {
  async function fresh<T>(act: (management: Management) => Promise<T>): Promise<T> {
    // Why it is unavailable, the vault tells the act, which is on record.
    await management.vault.refresh().catch(() => undefined)
    return act(management)
  }
  return {
    whoAmI: () => fresh(whoAmI),
    listCredentials: () => fresh(listCredentials),
    getCredential: (alias) => fresh((as) => getCredential(as, alias)),
    addCredential: (wanted, creation) => fresh((as) => addCredential(as, wanted, creation)),
    updateCredential: (alias, changes) => fresh((as) => updateCredential(as, alias, changes)),
    bindCredential: (alias, hosts, addresses) => fresh((as) => bindCredential(as, alias, hosts, addresses)),
    unbindCredential: (alias, hosts) => fresh((as) => unbindCredential(as, alias, hosts)),
    deleteCredential: (alias) => fresh((as) => deleteCredential(as, alias)),
    listRoles: () => fresh(listRoles),
    getRole: (name) => fresh((as) => getRole(as, name)),
    createRole: (wanted, creation) => fresh((as) => createRole(as, wanted, creation)),
    updateRole: (name, changes) => fresh((as) => updateRole(as, name, changes)),
    deleteRole: (name) => fresh((as) => deleteRole(as, name)),
    listKeys: () => fresh(listKeys),
    getKey: (name) => fresh((as) => getKey(as, name)),
    createKey: (wanted, creation) => fresh((as) => createKey(as, wanted, creation)),
    revokeKey: (name) => fresh((as) => revokeKey(as, name)),
  }
}
