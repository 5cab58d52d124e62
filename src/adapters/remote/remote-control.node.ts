import { parseAlias } from '../../domain/alias.ts'
import type { CredentialInfo, JsonValue } from '../../domain/credential.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import type { Role } from '../../domain/role.ts'
import { Secret } from '../../domain/secret.ts'
import type {
  Added,
  ControlPlane,
  CreatedApiKey,
  Creation,
  CredentialChanges,
  Identity,
  NewApiKey,
  NewCredential,
  NewRole,
  RoleChanges,
  ShownApiKey,
} from '../../ports/control-plane.ts'
import { notOurs } from './failures.ts'
import type { RemoteApi } from './remote-api.node.ts'
import { plainData } from './secret-parts.ts'
import { ServerFields } from './server-fields.ts'
import { credentialFrom, identityFrom, keyFrom, roleFrom } from './server-records.ts'

const TOKEN = /^vk_[a-z0-9]{32}$/

/** The control plane of a running server, over its JSON API. Permission, scope and record are the server's. */
export class RemoteControl implements ControlPlane {
  readonly #api: RemoteApi
  readonly #uuid: () => string

  constructor(api: RemoteApi, uuid: () => string) {
    this.#api = api
    this.#uuid = uuid
  }

  async whoAmI(): Promise<Identity> {
    return identityFrom(await this.#api.call({ method: 'GET', path: 'whoami' }))
  }

  async listCredentials(): Promise<readonly CredentialInfo[]> {
    return (await this.#list('credentials')).map(credentialFrom)
  }

  async getCredential(alias: string): Promise<CredentialInfo> {
    return credentialFrom(await this.#api.call({ method: 'GET', path: credential(alias) }))
  }

  async addCredential(wanted: NewCredential, creation?: Creation): Promise<Added> {
    const answer = await this.#create('credentials', { ...wanted, data: plainData(wanted.data) }, creation)
    return {
      credential: credentialFrom(answer),
      recognised: new ServerFields(answer).textOrNull('recognised'),
    }
  }

  async updateCredential(alias: string, { data, ...changes }: CredentialChanges): Promise<CredentialInfo> {
    const body = data === undefined ? changes : { ...changes, data: plainData(data) }
    return credentialFrom(await this.#api.call({ method: 'PATCH', path: credential(alias), body }))
  }

  async bindCredential(
    alias: string,
    hosts: readonly string[],
    addresses: readonly string[],
  ): Promise<CredentialInfo> {
    const body = { hosts, addresses }
    return credentialFrom(await this.#api.call({ method: 'POST', path: `${credential(alias)}/bind`, body }))
  }

  async unbindCredential(alias: string, hosts: readonly string[] | 'all'): Promise<CredentialInfo> {
    const body = { hosts }
    return credentialFrom(await this.#api.call({ method: 'POST', path: `${credential(alias)}/unbind`, body }))
  }

  async deleteCredential(alias: string): Promise<void> {
    await this.#api.call({ method: 'DELETE', path: credential(alias) })
  }

  async listRoles(): Promise<readonly Role[]> {
    return (await this.#list('roles')).map(roleFrom)
  }

  async getRole(name: string): Promise<Role> {
    return roleFrom(await this.#api.call({ method: 'GET', path: role(name) }))
  }

  async createRole(wanted: NewRole, creation?: Creation): Promise<Role> {
    return roleFrom(await this.#create('roles', roleBody(wanted), creation))
  }

  async updateRole(name: string, changes: RoleChanges): Promise<Role> {
    return roleFrom(await this.#api.call({ method: 'PATCH', path: role(name), body: roleBody(changes) }))
  }

  async deleteRole(name: string): Promise<Role> {
    return roleFrom(
      new ServerFields(await this.#api.call({ method: 'DELETE', path: role(name) })).object('role'),
    )
  }

  async listKeys(): Promise<readonly ShownApiKey[]> {
    return (await this.#list('keys')).map(keyFrom)
  }

  async getKey(name: string): Promise<ShownApiKey> {
    return keyFrom(await this.#api.call({ method: 'GET', path: key(name) }))
  }

  async createKey(
    { name, role: role_id, expiresAt }: NewApiKey,
    creation?: Creation,
  ): Promise<CreatedApiKey> {
    const expires_at = expiresAt === null ? null : new Date(expiresAt).toISOString()
    const answer = await this.#create('keys', { name, role_id, expires_at }, creation)
    const token = new ServerFields(answer).textOrNull('key')
    if (token !== null && !TOKEN.test(token)) throw notOurs('the key in its answer is not one')
    return { key: keyFrom(answer), token: token === null ? null : new Secret(token) }
  }

  async revokeKey(name: string): Promise<ShownApiKey> {
    return keyFrom(
      new ServerFields(await this.#api.call({ method: 'DELETE', path: key(name) })).object('key'),
    )
  }

  async #list(what: 'credentials' | 'roles' | 'keys'): Promise<readonly JsonValue[]> {
    return new ServerFields(await this.#api.call({ method: 'GET', path: what })).list(what)
  }

  /** A creation is sent once; should the same one arrive twice, it is made once. */
  async #create(path: string, body: unknown, creation: Creation | undefined): Promise<JsonValue> {
    const headers: HeaderList = ['Idempotency-Key', creation?.idempotencyKey ?? this.#uuid()]
    return this.#api.call({ method: 'POST', path, body, headers })
  }
}

const credential = (alias: string): string => `credentials/${segment(parseAlias(alias))}`
const role = (name: string): string => `roles/${segment(name)}`
const key = (name: string): string => `keys/${segment(name)}`

/** One segment of a path, which nobody on the way takes for `.` or `..`. Throws `invalid_request`. */
function segment(name: string): string {
  if (name === '' || !name.isWellFormed()) {
    throw new VultrinoError('invalid_request', { reason: 'the name is empty or not Unicode text' })
  }
  return /^\.{1,2}$/.test(name) ? name.replaceAll('.', '%2E') : encodeURIComponent(name)
}

function roleBody({ scopes, ...rest }: RoleChanges): object {
  return scopes === undefined ? rest : { ...rest, credential_scopes: scopes }
}
