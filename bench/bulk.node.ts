/**
 * Puts COUNT credentials into an existing vault in one change, each bound to a host of its own: through the command
 * line that would be COUNT key derivations. In: COUNT, `VULTRINO_DATA_DIR`, `VULTRINO_PASSWORD`.
 */
import { join } from 'node:path'
import { systemRandom } from '../src/adapters/system/random.node.ts'
import { Secret } from '../src/domain/secret.ts'
import { vaultPorts } from '../src/entry/vault-ports.node.ts'
import { Vault } from '../src/vault/vault.ts'

const count = Number(process.argv[2])
const folder = process.env['VULTRINO_DATA_DIR'] ?? ''
const now = new Date().toISOString()

const paths = {
  dataDir: folder,
  vaultFile: join(folder, 'credentials.enc'),
  adminFile: join(folder, 'admin.json'),
  configFile: process.env['VULTRINO_CONFIG'] ?? '',
  configExists: true,
}
const password = new Secret(process.env['VULTRINO_PASSWORD'] ?? '')

const vault = await Vault.open({ ...vaultPorts(paths), password })
await vault.change((draft) => {
  for (let index = 0; index < count; index++) {
    draft.put({
      id: systemRandom.uuid(),
      alias: `other-${index}`,
      type: 'api_key',
      description: null,
      metadata: {},
      binding: [{ scheme: 'https', host: `api-${index}.example.com`, port: 443, addresses: [] }],
      createdAt: now,
      updatedAt: now,
      weak: false,
      data: { key: new Secret(`key-of-other-credential-${index}`) },
    })
  }
})
vault.close()
