import { VultrinoError } from '../../domain/errors.ts'
import { lint, type Warning } from '../../domain/policy/lint.ts'
import type { PolicySet } from '../../domain/policy/policy-set.ts'
import { isAdministrator } from '../../domain/principal.ts'
import { recordedRequest } from '../../domain/recorded-request.ts'
import type { RequestOptions } from '../../domain/server-options.ts'
import type { PolicySource } from '../../ports/policy-source.ts'
import type { RateLimits } from '../../ports/rate-limits.ts'
import type { Management } from '../management.ts'
import { judgedAndRecorded, recorded } from '../recorded.ts'
import { askedPrincipal, type Asked } from './asked-principal.ts'
import { judgeUse } from './judge-use.ts'
import type { PolicyRoom, Tried, Verdict } from './policy-room.ts'

/** What the request path of this process judges by. */
export interface PolicyRoomParts {
  readonly policies: PolicySource
  /** Whether the files hold what cannot be used, so that the policies from before stay in force. */
  readonly stale: () => boolean
  /** Looked at, never changed. */
  readonly limits: RateLimits
  readonly options: RequestOptions
}

/** What was said of a set, and for which state of the vault: looking through is dear where both are large. */
const LINTED = new WeakMap<
  PolicySet,
  { readonly generation: number; readonly warnings: readonly Warning[] }
>()

function linted(set: PolicySet, vault: Pick<Management['vault'], 'generation' | 'list'>): readonly Warning[] {
  const { generation } = vault
  const known = LINTED.get(set)
  if (known?.generation === generation) return known.warnings
  const warnings = lint(set, vault.list())
  LINTED.set(set, { generation, warnings })
  return warnings
}

/** The policies in force as `management.caller` may see them. */
export function createPolicyRoom(parts: PolicyRoomParts, management: Management): PolicyRoom {
  const { policies, stale } = parts
  const { vault, clock, caller, tokenHash } = management
  // Why it is unavailable, the vault tells the act, which is on record.
  const fresh = (): Promise<void> => vault.refresh().catch(() => undefined)

  return {
    read: () =>
      recorded(management, 'policy.read', null, () =>
        Promise.resolve({ set: policies.current, stale: stale() }),
      ),
    lint: async () => {
      await fresh()
      return recorded(management, 'policy.lint', null, () => Promise.resolve(linted(policies.current, vault)))
    },
    check: async (tried) => {
      await fresh()
      const asOther = tried.key !== undefined || tried.role !== undefined
      const mayAskForOthers = isAdministrator(caller.principal)
      try {
        return await judgedAndRecorded(
          { ...management, request: recordedRequest(tried) },
          'access.check',
          tried.credential,
          () => {
            if (asOther && !mayAskForOthers) throw new VultrinoError('forbidden', { kind: 'access' })
          },
          () => Promise.resolve(judged(tried)),
        )
      } catch (thrown) {
        const refused = thrown instanceof VultrinoError && thrown.code === 'forbidden'
        // Access is judged before anything is looked up, so this verdict knows of no credential.
        if (refused && !asOther) return judged(tried)
        throw thrown
      }
    },
  }

  function judged(tried: Tried): Verdict {
    const { principal, worthless, surface } = askerOf(tried)
    return judgeUse({ ...parts, vault }, tried, {
      principal,
      worthless,
      surface,
      now: clock.now(),
      tracesShown: isAdministrator(caller.principal),
    })
  }

  function askerOf({ key, role, surface }: Tried): Asked & { readonly surface: typeof caller.surface } {
    const { principal } = caller
    if (key === undefined && role === undefined) {
      const own = principal.kind === 'owner' ? 'cli' : caller.surface
      return { principal, worthless: null, surface: surface ?? own }
    }
    const door = surface ?? 'http'
    const { localPermissions } = parts.options
    const asking = { vault, tokenHash, localPermissions, now: clock.now() }
    return { ...askedPrincipal(asking, { key, role }, door), surface: door }
  }
}
