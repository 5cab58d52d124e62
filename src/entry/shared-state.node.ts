import { SqliteKeyUsage } from '../adapters/stores/sqlite-key-usage.node.ts'
import { SqliteRateLimits } from '../adapters/stores/sqlite-rate-limits.node.ts'
import { SqliteSessions } from '../adapters/stores/sqlite-sessions.node.ts'
import { StateDatabase } from '../adapters/stores/state-database.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import type { InstallationPaths } from '../ports/installation.ts'
import type { KeyUsage } from '../ports/key-usage.ts'
import type { RateLimits } from '../ports/rate-limits.ts'
import type { Sessions } from '../ports/sessions.ts'
import { vaultCompanions } from './vault-ports.node.ts'

/** What this process shares with the others of the machine, over one connection. Nothing is opened before it is used. */
export interface SharedState {
  readonly usage: KeyUsage
  readonly limits: RateLimits
  /** Of the web UI. */
  readonly sessions: Sessions
  close(): void
}

export function openSharedState(paths: Pick<InstallationPaths, 'vaultFile'>): SharedState {
  const state = new StateDatabase(vaultCompanions(paths).stateFile)
  const usage = new SqliteKeyUsage(state)
  const limits = new SqliteRateLimits(state, systemClock)
  return {
    usage,
    limits,
    sessions: new SqliteSessions(state),
    close: () => {
      usage.close()
      limits.close()
      state.close()
    },
  }
}
