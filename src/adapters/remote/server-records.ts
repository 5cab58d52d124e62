import { parseBoundOrigin } from '../../domain/binding.ts'
import type { BoundOrigin } from '../../domain/bound-origin.ts'
import type { CredentialInfo, JsonValue } from '../../domain/credential.ts'
import { PERMISSIONS, type Permission } from '../../domain/principal.ts'
import type { Role } from '../../domain/role.ts'
import type { Identity, ShownApiKey } from '../../ports/control-plane.ts'
import { notOurs } from './failures.ts'
import { ServerFields } from './server-fields.ts'

/** The records of the JSON API as the core has them. All throw `server_unreachable` on anything else. */
export function credentialFrom(value: JsonValue | undefined): CredentialInfo {
  const fields = new ServerFields(value)
  return {
    id: fields.text('id'),
    alias: fields.text('alias'),
    type: fields.text('type'),
    description: fields.textOrNull('description'),
    metadata: fields.object('metadata'),
    binding: fields.list('binding').map(originFrom),
    createdAt: fields.text('created_at'),
    updatedAt: fields.text('updated_at'),
    weak: fields.flag('weak'),
  }
}

function originFrom(value: JsonValue): BoundOrigin {
  const fields = new ServerFields(value)
  try {
    // What may be bound was for the server to say.
    return parseBoundOrigin(fields.text('origin'), {
      isPublicSuffix: () => false,
      addresses: fields.texts('addresses'),
    })
  } catch {
    throw notOurs('its answer holds a binding that cannot be read')
  }
}

export function roleFrom(value: JsonValue | undefined): Role {
  const fields = new ServerFields(value)
  return {
    id: fields.text('id'),
    name: fields.text('name'),
    description: fields.textOrNull('description'),
    permissions: permissionsFrom(fields),
    scopes: fields.texts('credential_scopes'),
    builtIn: fields.flag('built_in'),
    createdAt: fields.text('created_at'),
    updatedAt: fields.textOrNull('updated_at') ?? fields.text('created_at'),
  }
}

export function keyFrom(value: JsonValue | undefined): ShownApiKey {
  const fields = new ServerFields(value)
  return {
    id: fields.text('id'),
    name: fields.text('name'),
    prefix: fields.text('key_prefix'),
    roleId: fields.text('role_id'),
    role: fields.textOrNull('role'),
    expiresAt: fields.textOrNull('expires_at'),
    lastUsedAt: fields.textOrNull('last_used_at'),
    createdAt: fields.text('created_at'),
  }
}

export function identityFrom(value: JsonValue | undefined): Identity {
  const fields = new ServerFields(value)
  return {
    kind: fields.choice('kind', ['owner', 'local', 'key']),
    permissions: permissionsFrom(fields),
    scopes: fields.texts('credential_scopes'),
    keyName: fields.textOrNull('key_name'),
    keyPrefix: fields.textOrNull('key_prefix'),
    role: fields.textOrNull('role'),
    expiresAt: fields.textOrNull('expires_at'),
  }
}

function permissionsFrom(fields: ServerFields): readonly Permission[] {
  const given = fields.texts('permissions')
  const known = PERMISSIONS.filter((permission) => given.includes(permission))
  if (known.length !== given.length) throw notOurs('its answer names permissions that are not known here')
  return known
}
