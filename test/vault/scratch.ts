import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credential } from '../../src/domain/credential.ts'
import { Secret } from '../../src/domain/secret.ts'
import { vaultPorts } from '../../src/entry/vault-ports.node.ts'
import { Vault, type CreateOptions, type OpenOptions, type VaultPorts } from '../../src/vault/vault.ts'

/** The least Argon2 allows: tests are about the vault, not about the price of its password. */
export const WEAK_COST = { memory: 64, passes: 1, parallelism: 1 }
export const PASSWORD = 'correct horse battery staple'

/** The real adapters, over a folder. */
export const portsIn = (folder: string): VaultPorts =>
  vaultPorts({ vaultFile: join(folder, 'credentials.enc') })

export function optionsIn(folder: string, changes: Partial<OpenOptions> = {}): OpenOptions {
  return { ...portsIn(folder), password: new Secret(PASSWORD), insecureKdfCost: WEAK_COST, ...changes }
}

/** A folder of its own for one test, and vaults in it that are closed with it. */
export class Scratch implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'vultrino-vault-'))
  readonly file = join(this.folder, 'credentials.enc')
  readonly #vaults: Vault[] = []

  async create(changes: Partial<CreateOptions> = {}): Promise<Vault> {
    return this.#kept(await Vault.create({ ...optionsIn(this.folder), ...changes }))
  }

  async open(changes: Partial<OpenOptions> = {}): Promise<Vault> {
    return this.#kept(await Vault.open(optionsIn(this.folder, changes)))
  }

  read(): Buffer {
    return readFileSync(this.file)
  }

  write(content: Uint8Array | string): void {
    writeFileSync(this.file, content)
  }

  [Symbol.dispose](): void {
    for (const vault of this.#vaults) vault.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #kept(vault: Vault): Vault {
    this.#vaults.push(vault)
    return vault
  }
}

export function sampleCredential(alias: string, changes: Partial<Credential> = {}): Credential {
  const now = new Date(1_700_000_000_000).toISOString()
  return {
    id: randomUUID(),
    alias,
    type: 'api_key',
    description: null,
    metadata: {},
    binding: [{ scheme: 'https', host: 'api.example.com', port: 443, addresses: [] }],
    createdAt: now,
    updatedAt: now,
    weak: false,
    data: { key: new Secret(`secret of ${alias}`) },
    ...changes,
  }
}

/** A credential with its secrets readable, to be compared. */
export function revealed({ data, ...info }: Credential): unknown {
  const fields = Object.entries(data).map(([name, value]) =>
    value instanceof Secret ? [name, 'secret', value.reveal()] : [name, 'plain', value],
  )
  return { ...info, fields }
}
