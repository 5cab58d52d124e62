import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sha256TokenHash } from '../../src/adapters/crypto/sha256-token-hash.node.ts'
import { systemRandom } from '../../src/adapters/system/random.node.ts'
import type { ApiKeyInfo } from '../../src/domain/api-key.ts'
import type { Permission } from '../../src/domain/principal.ts'
import type { Role } from '../../src/domain/role.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Vault } from '../../src/vault/vault.ts'

const NOW = new Date(1_700_000_000_000).toISOString()

export interface NewKey {
  readonly permissions?: readonly Permission[]
  readonly scopes?: readonly string[]
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number
  /** Of a role that is there already. */
  readonly roleId?: string
}

export interface MadeKey {
  readonly token: string
  readonly id: string
  readonly role: Role
}

/** A key with a role of its own, stored as the product stores them. */
export async function makeKey(vault: Vault, wanted: NewKey = {}): Promise<MadeKey> {
  const id = randomUUID()
  const token = `vk_${Buffer.from(systemRandom.bytes(16)).toString('hex')}`
  const role: Role = {
    id: wanted.roleId ?? randomUUID(),
    name: `role-${id}`,
    description: null,
    permissions: wanted.permissions ?? ['execute'],
    scopes: wanted.scopes ?? [],
    builtIn: false,
    createdAt: NOW,
    updatedAt: NOW,
  }
  const key: ApiKeyInfo = {
    id,
    name: `key-${id}`,
    prefix: token.slice(0, 11),
    roleId: role.id,
    hash: sha256TokenHash(new Secret(token)),
    createdAt: NOW,
    expiresAt: wanted.expiresAt === undefined ? null : new Date(wanted.expiresAt).toISOString(),
  }
  await vault.change(({ records }) => {
    if (wanted.roleId === undefined) records.put('role', role)
    records.put('api_key', key)
    if (records.find('mark', 'keys_exist') === undefined) {
      records.put('mark', { id: randomUUID(), name: 'keys_exist' })
    }
  })
  return { token, id, role }
}

export const revoke = (vault: Vault, key: MadeKey): Promise<void> =>
  vault.change(({ records }) => records.delete('api_key', key.id))

export const deleteRole = (vault: Vault, key: MadeKey): Promise<void> =>
  vault.change(({ records }) => records.delete('role', key.role.id))

export const changeRole = (vault: Vault, key: MadeKey, changes: Partial<Role>): Promise<void> =>
  vault.change(({ records }) => records.put('role', { ...key.role, ...changes }))

export interface Dripping {
  readonly origin: string
  /** How many answers it is dripping into now. */
  readonly open: () => number
  /** Requests that reached it. */
  readonly seen: () => number
  close(): void
}

const ENDLESS = new Map([
  ['/drip', { part: 'drip ', pause: 30 }],
  ['/flood', { part: 'x'.repeat(65_536), pause: 1 }],
  ['/hang', { part: '', pause: 1000 }],
])

/** A target whose answers to `/drip` and `/flood` never end, to `/hang` never begin, and are `fine` elsewhere. */
export async function startDripping(): Promise<Dripping> {
  let open = 0
  let seen = 0
  const server = createServer((request, response) => {
    seen += 1
    const { part, pause } = ENDLESS.get(request.url ?? '') ?? { part: undefined, pause: 0 }
    if (part === undefined) {
      response.end('fine')
      return
    }
    open += 1
    const timer = setInterval(() => {
      if (part !== '' && !response.writableNeedDrain) response.write(part)
    }, pause)
    response.once('close', () => {
      open -= 1
      clearInterval(timer)
    })
    if (part !== '') response.write(part)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    open: () => open,
    seen: () => seen,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
