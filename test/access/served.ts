import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '../../src/domain/secret.ts'
import { vaultPorts } from '../../src/entry/vault-ports.node.ts'
import { Vault } from '../../src/vault/vault.ts'
import { auditEvents } from '../support/audit-events.ts'
import { initialised, PASSWORD, type Product } from '../support/product.ts'
import { startDripping, type Dripping } from './installation.ts'

/** A product with two credentials for a target that can drip, and its vault open beside it. */
export interface Installed {
  readonly product: Product
  readonly vault: Vault
  readonly target: Dripping
  /** The audit log so far. */
  audit(): readonly Readonly<Record<string, unknown>>[]
  remove(): void
}

/** `config`: the text of the configuration file. */
export async function install(config = ''): Promise<Installed> {
  const product = await initialised()
  writeFileSync(join(product.folder, 'config.toml'), config)
  const target = await startDripping()
  for (const alias of ['github-api', 'stripe-api']) {
    const added = await product.cli(
      ['add', '--alias', alias, '--key', '-', '--host', target.origin],
      'sk-0123456789',
    )
    if (added.code !== 0) throw new Error(added.stderr)
  }
  const vault = await Vault.open({
    ...vaultPorts({ vaultFile: join(product.folder, 'data', 'credentials.enc') }),
    password: new Secret(PASSWORD),
  })
  return {
    product,
    vault,
    target,
    audit: () => auditEvents(join(product.folder, 'data')),
    remove: () => {
      vault.close()
      target.close()
      product.remove()
    },
  }
}

export interface Asked {
  readonly token?: string
  readonly alias?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One request through the proxy. */
export function ask(url: string, target: Dripping, asked: Asked = {}): Promise<Response> {
  const { token, alias = 'github-api', path = '/', headers } = asked
  return fetch(`${url}/${target.origin}${path}`, {
    headers: {
      'X-Vultrino-Credential': alias,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...headers,
    },
  })
}

/** Reads an answer until it ends; `true` if it was broken off rather than ended. */
export async function brokenOff(response: Response): Promise<boolean> {
  const reader = response.body?.getReader()
  try {
    while ((await reader?.read())?.done === false);
    return false
  } catch {
    return true
  }
}
