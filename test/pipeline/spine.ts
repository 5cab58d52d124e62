import { zlibDecoder } from '../../src/adapters/content-coding/zlib-decoder.node.ts'
import { sha256TokenHash } from '../../src/adapters/crypto/sha256-token-hash.node.ts'
import { systemClock } from '../../src/adapters/system/clock.node.ts'
import { createUpstream } from '../../src/adapters/upstream/upstream.node.ts'
import { NO_POLICIES } from '../../src/domain/policy/policy-set.ts'
import type { RequestOptions } from '../../src/domain/server-options.ts'
import { openSharedState, type SharedState } from '../../src/entry/shared-state.node.ts'
import { createGate } from '../../src/pipeline/create-gate.ts'
import type { Gate } from '../../src/pipeline/gate.ts'
import { createRequestPath, type RequestPath, type RequestPathDeps } from '../../src/pipeline/index.ts'
import type { AuditLog } from '../../src/ports/audit-log.ts'
import type { Vault } from '../../src/vault/vault.ts'
import type { Scratch } from '../vault/scratch.ts'

export const OPTIONS: RequestOptions = {
  maxBodySize: 0,
  stripHeaders: new Set(),
  injectHeaders: [],
  localUser: 'always',
  localPermissions: ['read', 'execute'],
  limits: { proxied: 0, management: 0, failedAuth: 0 },
}

export const SILENT_AUDIT: AuditLog = {
  record: () => Promise.resolve(),
  complete: () => undefined,
  close: () => Promise.resolve(),
}

interface Given extends Partial<Pick<RequestPathDeps, 'upstream' | 'clock' | 'policies'>> {
  readonly audit?: Partial<AuditLog>
  readonly options?: Partial<RequestOptions>
}

export interface Spine extends RequestPath {
  readonly gate: Gate
  readonly state: SharedState
}

/** The request path over a vault in a folder of its own, of the parts that the product is made of. */
export function spineOver(scratch: Scratch, vault: Vault, given: Given = {}): Spine {
  const options = { ...OPTIONS, ...given.options }
  const state = openSharedState({ vaultFile: scratch.file })
  const clock = given.clock ?? systemClock
  const gate = createGate({
    access: vault,
    usage: state.usage,
    limits: state.limits,
    tokenHash: sha256TokenHash,
    clock,
    options,
  })
  const path = createRequestPath({
    gate,
    vault,
    policies: given.policies ?? { current: NO_POLICIES },
    limits: state.limits,
    upstream:
      given.upstream ??
      createUpstream({ connectTimeout: 5000, headTimeout: 5000, idleTimeout: 5000, connections: 4 }),
    audit: { ...SILENT_AUDIT, ...given.audit },
    decoder: zlibDecoder,
    clock,
    options,
    onTrouble: () => undefined,
  })
  return { ...path, gate, state }
}
