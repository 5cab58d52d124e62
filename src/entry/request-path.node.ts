import { readFile } from 'node:fs/promises'
import { zlibDecoder } from '../adapters/content-coding/zlib-decoder.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { createUpstream } from '../adapters/upstream/upstream.node.ts'
import type { Config } from '../domain/config/config.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { RequestOptions } from '../domain/server-options.ts'
import { createRequestPath, type Handle } from '../pipeline/index.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Vault } from '../vault/vault.ts'

export interface RequestPathParts {
  readonly config: Config
  readonly vault: Vault
  readonly audit: AuditLog
  /** Whether a caller on this machine needs no key. */
  readonly localUser: boolean
  /** Ports on which this process listens. */
  readonly ownPorts: () => ReadonlySet<number>
  readonly onTrouble: (requestId: string, error: VultrinoError) => void
}

export interface OpenedRequestPath {
  readonly handle: Handle
  /** Lets what is under way end, and closes the connections. */
  close(): Promise<void>
}

/** The spine with this machine's way out. Throws `invalid_config` on a CA file that cannot be read. */
export async function buildRequestPath(parts: RequestPathParts): Promise<OpenedRequestPath> {
  const { config, vault, audit, ownPorts, onTrouble } = parts
  const { connect_timeout, idle_timeout, connections, ca_file } = config.upstream
  const upstream = createUpstream({
    connectTimeout: connect_timeout * 1000,
    headTimeout: config.server.timeout * 1000,
    idleTimeout: idle_timeout * 1000,
    connections,
    ownPorts,
    ...(ca_file === null ? {} : { ca: await readAuthorities(ca_file) }),
  })
  const options: RequestOptions = Object.freeze({
    maxBodySize: config.server.max_body_size,
    stripHeaders: new Set(config.proxy.strip_headers.map((name) => name.toLowerCase())),
    injectHeaders: Object.entries(config.proxy.inject_headers).flat(),
    localUser: parts.localUser,
    localPermissions: config.server.local_permissions,
  })
  const handle = createRequestPath({
    vault,
    upstream,
    audit,
    decoder: zlibDecoder,
    clock: systemClock,
    options,
    onTrouble,
  })
  return { handle, close: () => upstream.close() }
}

async function readAuthorities(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const reason = `[upstream] ca_file cannot be read: ${path}`
    throw new VultrinoError('storage_error', { reason }, { cause: error })
  }
}
