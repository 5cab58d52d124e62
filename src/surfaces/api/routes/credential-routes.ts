import type { z } from 'zod'
import type { JsonValue } from '../../../domain/credential.ts'
import type { RawData } from '../../../domain/credential-types/parse-data.ts'
import { VultrinoError } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type { CredentialChanges } from '../../../ports/control-plane.ts'
import { credentialJson } from '../../json/credential-json.ts'
import { defined } from '../../json/defined.ts'
import { managed, managedBody } from '../managed.ts'
import type { Route } from '../route.ts'
import * as schema from '../schemas/credential-schemas.ts'
import { success } from '../schemas/identity-schemas.ts'

const tag = 'Credentials'
const ALL = '/v1/credentials'
const ONE = '/v1/credentials/{alias}'

export const CREDENTIAL_ROUTES: readonly Route[] = [
  managed({
    method: 'GET',
    path: ALL,
    operationId: 'listCredentials',
    summary: 'List the credentials you may use, without secrets',
    tag,
    needs: 'Permission `read`. Only credentials in scope are listed.',
    status: 200,
    answer: schema.credentialList,
    errors: ['forbidden'],
    act: async ({ control }) => {
      const credentials = await control.listCredentials()
      return { value: { credentials: credentials.map(credentialJson) } }
    },
  }),
  managedBody(schema.newCredential, {
    method: 'POST',
    path: ALL,
    operationId: 'createCredential',
    summary: 'Store a new credential',
    tag,
    needs: 'Permission `write`, and the alias in scope.',
    status: 201,
    answer: schema.addedCredential,
    errors: ['forbidden', 'conflict', 'idempotency_mismatch', 'vault_busy'],
    idempotent: true,
    act: async ({ control, body, creation }) => {
      const { alias, type, description = null, hosts = [], addresses = [] } = body
      const data = rawData(body) ?? {}
      const metadata = metadataOf(body) ?? {}
      const wanted = { alias, type, data, description, metadata, hosts, addresses }
      const { credential, recognised } = await control.addCredential(wanted, creation)
      return {
        value: { ...credentialJson(credential), recognised },
        headers: ['Location', `${ALL}/${encodeURIComponent(credential.alias)}`],
      }
    },
  }),
  managed({
    method: 'GET',
    path: ONE,
    operationId: 'getCredential',
    summary: 'One credential, without its secret',
    tag,
    needs: 'Permission `read`, and the alias in scope.',
    status: 200,
    answer: schema.credential,
    errors: ['forbidden', 'not_found'],
    act: async ({ control, name }) => ({ value: credentialJson(await control.getCredential(name)) }),
  }),
  managedBody(schema.credentialChanges, {
    method: 'PATCH',
    path: ONE,
    operationId: 'updateCredential',
    summary: 'Change a credential',
    tag,
    needs:
      'Permission `update`, and the alias in scope. Renaming, a wider binding and another place for the secret need the secret again.',
    status: 200,
    answer: schema.credential,
    errors: ['forbidden', 'secret_required', 'not_found', 'conflict', 'vault_busy'],
    act: async ({ control, name, body }) => {
      const { alias, description, hosts, addresses } = body
      const data = rawData(body)
      const metadata = metadataOf(body)
      const changes: CredentialChanges = defined({ alias, data, description, metadata, hosts, addresses })
      return { value: credentialJson(await control.updateCredential(name, changes)) }
    },
  }),
  managed({
    method: 'DELETE',
    path: ONE,
    operationId: 'deleteCredential',
    summary: 'Delete a credential',
    tag,
    needs: 'Permission `delete`, and the alias in scope.',
    status: 200,
    answer: success,
    errors: ['forbidden', 'not_found', 'vault_busy'],
    act: async ({ control, name }) => {
      await control.deleteCredential(name)
      return { value: { success: true } }
    },
  }),
  managedBody(schema.bound, {
    method: 'POST',
    path: `${ONE}/bind`,
    operationId: 'bindCredential',
    summary: 'Let a credential go to more destinations',
    tag,
    needs: 'The owner: for others a wider binding needs the secret again, with PATCH.',
    status: 200,
    answer: schema.credential,
    errors: ['forbidden', 'secret_required', 'not_found', 'vault_busy'],
    act: async ({ control, name, body: { hosts, addresses = [] } }) => ({
      value: credentialJson(await control.bindCredential(name, hosts, addresses)),
    }),
  }),
  managedBody(schema.unbound, {
    method: 'POST',
    path: `${ONE}/unbind`,
    operationId: 'unbindCredential',
    summary: 'Take destinations from a credential',
    tag,
    needs: 'Permission `update`, and the alias in scope.',
    status: 200,
    answer: schema.credential,
    errors: ['forbidden', 'secret_required', 'not_found', 'vault_busy'],
    act: async ({ control, name, body: { hosts } }) => ({
      value: credentialJson(await control.unbindCredential(name, hosts)),
    }),
  }),
]

type Sent = z.infer<typeof schema.credentialChanges>

/** The credential's own fields, secrets wrapped; `undefined`: none were sent. */
function rawData({ data, key, username, password }: Sent): RawData | undefined {
  const beside = { key, username, password }
  const some = Object.values(beside).some((value) => value !== undefined)
  if (data === undefined && !some) return undefined
  if (data !== undefined && some) {
    throw new VultrinoError('invalid_request', {
      reason: 'the secret fields stand in data or beside the others, not both',
    })
  }
  const raw: Record<string, Secret | string> = {}
  for (const [name, value] of Object.entries(data ?? beside)) {
    if (value !== undefined) raw[name] = PLAIN.has(name) ? value : new Secret(value)
  }
  return raw
}

/** Fields that are not secret in any type. */
const PLAIN: ReadonlySet<string> = new Set(['username', 'client_id', 'expires_at'])

/** Whatever was read from JSON is JSON. */
const metadataOf = ({ metadata }: Sent): Readonly<Record<string, JsonValue>> | undefined =>
  metadata as Readonly<Record<string, JsonValue>> | undefined
