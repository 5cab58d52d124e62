import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { zlibDecoder } from '../adapters/content-coding/zlib-decoder.node.ts'
import { sha256TokenHash } from '../adapters/crypto/sha256-token-hash.node.ts'
import { systemCode } from '../adapters/stores/storage-failure.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { createUpstream } from '../adapters/upstream/upstream.node.ts'
import type { Config } from '../domain/config/config.ts'
import { TRACE_FIELDS } from '../domain/telemetry/trace-context.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { LocalUserRule, RequestOptions } from '../domain/server-options.ts'
import { createGate } from '../pipeline/create-gate.ts'
import type { Gate } from '../pipeline/gate.ts'
import { createRequestPath, type Handle } from '../pipeline/index.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Tracing } from '../ports/telemetry.ts'
import type { UpstreamStats } from '../ports/upstream.ts'
import type { PolicySource } from '../ports/policy-source.ts'
import type { Vault } from '../vault/vault.ts'
import type { SharedState } from './shared-state.node.ts'

export interface RequestPathParts {
  readonly config: Config
  readonly vault: Vault
  readonly audit: AuditLog
  readonly state: SharedState
  readonly policies: PolicySource
  readonly tracing?: Tracing | undefined
  /** Whether a caller on this machine needs no key. */
  readonly localUser: LocalUserRule
  /** Ports on which this process listens. */
  readonly ownPorts: () => ReadonlySet<number>
  readonly onTrouble: (requestId: string, error: VultrinoError) => void
}

export interface OpenedRequestPath {
  readonly handle: Handle
  readonly gate: Gate
  /** What it was built with. */
  readonly options: RequestOptions
  stats(): UpstreamStats
  /** See `RequestPath`. */
  recheck(): void
  /** Lets what is under way end, and closes the connections. */
  close(): Promise<void>
}

/** The spine with this machine's way out. Throws `invalid_config` on a CA file that cannot be read. */
export async function buildRequestPath(parts: RequestPathParts): Promise<OpenedRequestPath> {
  const { config, vault, audit, state, ownPorts, onTrouble } = parts
  const { connect_timeout, idle_timeout, connections, ca_file } = config.upstream
  const upstream = createUpstream({
    connectTimeout: connect_timeout * 1000,
    headTimeout: config.server.timeout * 1000,
    idleTimeout: idle_timeout * 1000,
    connections,
    ownPorts,
    ...(ca_file === null ? {} : { ca: await readAuthorities(ca_file) }),
  })
  const trace = config.proxy.pass_trace_context ? [] : TRACE_FIELDS
  const options: RequestOptions = Object.freeze({
    maxBodySize: config.server.max_body_size,
    stripHeaders: new Set([...config.proxy.strip_headers.map((name) => name.toLowerCase()), ...trace]),
    injectHeaders: Object.entries(config.proxy.inject_headers).flat(),
    localUser: parts.localUser,
    localPermissions: config.server.local_permissions,
    limits: {
      proxied: config.limits.proxy_per_minute,
      management: config.limits.management_per_minute,
      failedAuth: config.limits.failed_auth_per_minute,
    },
  })
  const gate = createGate({
    access: vault,
    usage: state.usage,
    limits: state.limits,
    tokenHash: sha256TokenHash,
    clock: systemClock,
    options,
  })
  const path = createRequestPath({
    gate,
    vault,
    policies: parts.policies,
    tracing: parts.tracing,
    limits: state.limits,
    upstream,
    audit,
    decoder: zlibDecoder,
    clock: systemClock,
    options,
    onTrouble,
  })
  return { ...path, gate, options, stats: () => upstream.stats(), close: () => upstream.close() }
}

/**
 * Reads the file of `[upstream] ca_file`. Throws `invalid_config`, which names the key and the file, where it cannot
 * be read or holds no certificate.
 */
export async function readAuthorities(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((error: unknown) =>
    refuseAuthorities(path, `cannot be read (${systemCode(error) ?? 'unknown failure'})`, error),
  )
  try {
    new X509Certificate(pem)
    return pem
  } catch (error) {
    return refuseAuthorities(path, 'holds no certificate in PEM form', error)
  }
}

function refuseAuthorities(file: string, problem: string, cause: unknown): never {
  const reason = `the file of [upstream] ca_file ${problem}`
  const hint = 'Name a PEM file that this user can read, or leave [upstream] ca_file out of the configuration'
  throw new VultrinoError('invalid_config', { file, line: 1, reason, hint }, { cause })
}
