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

/** The acts of the control plane over an open vault, as `management.caller`. */
export function createControlPlane(management: Management): ControlPlane {
  return {
    whoAmI: () => whoAmI(management),
    listCredentials: () => listCredentials(management),
    getCredential: (alias) => getCredential(management, alias),
    addCredential: (wanted, creation) => addCredential(management, wanted, creation),
    updateCredential: (alias, changes) => updateCredential(management, alias, changes),
    bindCredential: (alias, hosts, addresses) => bindCredential(management, alias, hosts, addresses),
    unbindCredential: (alias, hosts) => unbindCredential(management, alias, hosts),
    deleteCredential: (alias) => deleteCredential(management, alias),
    listRoles: () => listRoles(management),
    getRole: (name) => getRole(management, name),
    createRole: (wanted, creation) => createRole(management, wanted, creation),
    updateRole: (name, changes) => updateRole(management, name, changes),
    deleteRole: (name) => deleteRole(management, name),
    listKeys: () => listKeys(management),
    getKey: (name) => getKey(management, name),
    createKey: (wanted, creation) => createKey(management, wanted, creation),
    revokeKey: (name) => revokeKey(management, name),
  }
}
