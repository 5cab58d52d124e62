import { join } from 'node:path'
import { ed25519Check } from '../../src/adapters/audit-store/ed25519-key.node.ts'
import { sha256Digest } from '../../src/adapters/audit-store/sha256-digest.node.ts'
import { sha256TokenHash } from '../../src/adapters/crypto/sha256-token-hash.node.ts'
import { isPublicSuffix } from '../../src/adapters/public-suffixes.ts'
import { systemRandom } from '../../src/adapters/system/random.node.ts'
import type { AuditEntry, AuditResult } from '../../src/domain/audit-event.ts'
import { parseBoundOrigin } from '../../src/domain/binding.ts'
import { VultrinoError } from '../../src/domain/errors.ts'
import type { KeyPrincipal, Permission, Principal } from '../../src/domain/principal.ts'
import { coverageOf } from '../../src/domain/scope-coverage.ts'
import { Secret } from '../../src/domain/secret.ts'
import { auditReading } from '../../src/entry/audit-desk.node.ts'
import { openSharedState, type SharedState } from '../../src/entry/shared-state.node.ts'
import { createAuditDesk, type AuditReading } from '../../src/manage/audit/audit-desk.ts'
import type { Verifying } from '../../src/manage/audit/verify-audit.ts'
import { createControlPlane } from '../../src/manage/control-plane.ts'
import { OWNER_AT_TERMINAL, type Management } from '../../src/manage/management.ts'
import type { AuditLog } from '../../src/ports/audit-log.ts'
import type { AuditDesk } from '../../src/ports/audit-desk.ts'
import type { ControlPlane, NewCredential } from '../../src/ports/control-plane.ts'
import { Scratch } from '../vault/scratch.ts'

export const ALL: readonly Permission[] = ['read', 'write', 'update', 'delete', 'execute']

/** The audit log in memory; `broken` refuses to write, as a full disk would make it. */
export class AuditMemory implements AuditLog {
  readonly entries: AuditEntry[] = []
  readonly results: AuditResult[] = []
  broken = false
  /** Done once, while the next entry is being recorded. */
  meanwhile: (() => Promise<unknown>) | undefined

  async record(entry: AuditEntry): Promise<void> {
    if (this.broken) throw new VultrinoError('audit_unavailable')
    this.entries.push(entry)
    const { meanwhile } = this
    this.meanwhile = undefined
    await meanwhile?.()
  }

  complete(result: AuditResult): void {
    this.results.push(result)
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

/** A control plane over a real vault of its own, as whoever is asked for. */
export class Desk implements Disposable {
  readonly audit = new AuditMemory()
  readonly scratch: Scratch
  readonly management: Management
  readonly #state: SharedState
  #reading: AuditReading | undefined
  now = Date.UTC(2024, 0, 15, 10, 30)

  private constructor(scratch: Scratch, vault: Management['vault']) {
    this.scratch = scratch
    this.#state = openSharedState({ vaultFile: scratch.file })
    this.management = {
      vault,
      audit: this.audit,
      usage: this.#state.usage,
      tokenHash: sha256TokenHash,
      clock: { now: () => this.now },
      random: systemRandom,
      caller: OWNER_AT_TERMINAL,
      parseOrigin: (text, addresses) =>
        Promise.resolve(parseBoundOrigin(text, { isPublicSuffix, addresses })),
    }
  }

  static async open(): Promise<Desk> {
    const scratch = new Scratch()
    return new Desk(scratch, await scratch.create())
  }

  get limits(): SharedState['limits'] {
    return this.#state.limits
  }

  get owner(): ControlPlane {
    return this.as({ kind: 'owner' })
  }

  as(principal: Principal): ControlPlane {
    return createControlPlane(this.asking(principal))
  }

  /** The audit log of this test, which is an empty one of its own: what is recorded stays in memory. */
  lookingAs(principal: Principal): AuditDesk {
    const verifying = (): Promise<Verifying> =>
      Promise.resolve({ digest: sha256Digest, check: ed25519Check, publicKey: new Uint8Array(32) })
    this.#reading ??= {
      ...auditReading(
        join(this.scratch.folder, 'state.db'),
        () => Promise.reject(new Error('none')),
        AbortSignal.abort(),
      ),
      verifying,
    }
    return createAuditDesk(this.#reading, this.asking(principal))
  }

  asking(principal: Principal): Management {
    return { ...this.management, caller: { surface: 'api', ip: '127.0.0.1', principal } }
  }

  /** Who shows this API key, as the vault knows them. */
  bearer(token: Secret | null): KeyPrincipal {
    const principal = this.management.vault.grantOf(sha256TokenHash(token ?? new Secret('')))?.principal
    if (principal === undefined) throw new Error('this key is good for nothing')
    return principal
  }

  [Symbol.dispose](): void {
    this.#state.close()
    this.#reading?.store.close()
    this.scratch[Symbol.dispose]()
  }
}

/** A key of a role with these rights. */
export const keyWith = (
  permissions: readonly Permission[],
  scopes: readonly string[] = [],
  keyId = 'b4d1c1a0-0000-4000-8000-000000000000',
): KeyPrincipal => ({
  kind: 'key',
  keyId,
  keyName: 'a-key',
  keyPrefix: 'vk_a1b2c3d4',
  role: 'a-role',
  permissions,
  scopes,
  covers: coverageOf(scopes),
})

export const wanted = (alias: string, changes: Partial<NewCredential> = {}): NewCredential => ({
  alias,
  type: 'api_key',
  data: { key: new Secret('0123456789') },
  description: null,
  metadata: {},
  hosts: ['api.example.com'],
  addresses: [],
  ...changes,
})

/** The code of the error that a promise ends with, or `ok`. */
export const codeOf = (outcome: Promise<unknown>): Promise<string> =>
  outcome.then(
    () => 'ok',
    (thrown: unknown) => (thrown instanceof VultrinoError ? thrown.code : String(thrown)),
  )
