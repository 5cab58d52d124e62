/**
 * Puts an API key, with a role that has scopes, into an existing vault, and prints it. In: `VULTRINO_DATA_DIR`,
 * `VULTRINO_PASSWORD`.
 */
import { join } from 'node:path'
import { sha256TokenHash } from '../src/adapters/crypto/sha256-token-hash.node.ts'
import { systemRandom } from '../src/adapters/system/random.node.ts'
import { Secret } from '../src/domain/secret.ts'
import { vaultPorts } from '../src/entry/vault-ports.node.ts'
import { Vault } from '../src/vault/vault.ts'

const vaultFile = join(process.env['VULTRINO_DATA_DIR'] ?? '', 'credentials.enc')
const password = new Secret(process.env['VULTRINO_PASSWORD'] ?? '')
const token = `vk_${Buffer.from(systemRandom.bytes(16)).toString('hex')}`
const createdAt = new Date().toISOString()
const roleId = systemRandom.uuid()

const vault = await Vault.open({ ...vaultPorts({ vaultFile }), password })
await vault.change(({ records }) => {
  records.put('role', {
    id: roleId,
    name: 'bench',
    description: null,
    permissions: ['read', 'execute'],
    scopes: ['github-*', 'stripe-{live,test}', 'ben?h'],
    builtIn: false,
    createdAt,
    updatedAt: createdAt,
  })
  records.put('api_key', {
    id: systemRandom.uuid(),
    name: 'bench',
    prefix: token.slice(0, 11),
    roleId,
    hash: sha256TokenHash(new Secret(token)),
    createdAt,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  })
  records.put('mark', { id: systemRandom.uuid(), name: 'keys_exist' })
})
vault.close()
process.stdout.write(token)
