import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aesGcm } from '../../../src/adapters/crypto/aes-gcm.node.ts'
import { sha256TokenHash } from '../../../src/adapters/crypto/sha256-token-hash.node.ts'
import { SqliteRateLimits } from '../../../src/adapters/stores/sqlite-rate-limits.node.ts'
import { SqliteSessions } from '../../../src/adapters/stores/sqlite-sessions.node.ts'
import { StateDatabase } from '../../../src/adapters/stores/state-database.node.ts'
import { adminAccounts } from '../../../src/adapters/system/admin-accounts.node.ts'
import { fileInstallation } from '../../../src/adapters/system/file-installation.node.ts'
import { systemRandom } from '../../../src/adapters/system/random.node.ts'
import type { AuditEntry } from '../../../src/domain/audit-event.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { createSignIn } from '../../../src/manage/sign-in/create-sign-in.ts'
import type { SignIn, SignInFrom } from '../../../src/manage/sign-in/sign-in.ts'
import type { AdminAccounts } from '../../../src/ports/admin-accounts.ts'
import type { Vouching } from '../../../src/ports/vouching.ts'
import type { Sessions } from '../../../src/ports/sessions.ts'

export const FROM: SignInFrom = { requestId: 'r', ip: '127.0.0.1', peer: null, userAgent: 'test' }
export const PASSWORD = 'a fine password'

/** As the vault does, without one. */
export function newVouching(): Vouching {
  const key = aesGcm.sealingKey(systemRandom.bytes(32), 'test')
  return {
    vouch: (statement) => key.seal(new Uint8Array(0), statement),
    vouches: (statement, seal) => key.open(seal, statement) !== undefined,
  }
}

/** Sign-in over real files, with a clock that stands where it is put. */
export interface Desk {
  readonly clock: { at: number; now(): number }
  readonly signIn: SignIn
  readonly sessions: Sessions
  readonly accounts: AdminAccounts
  readonly folder: string
  readonly entries: AuditEntry[]
  /** Whether the audit log takes anything. */
  failing: boolean
  /** Sign-in of another process over the same files. */
  another(): SignIn
  /** Makes the account, as `vultrino init` does. */
  init(password?: string, username?: string): Promise<void>
  remove(): void
}

export async function newDesk(sessionTimeout = 86_400, failedPerMinute = 10): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'vultrino-sign-in-'))
  const paths = {
    configFile: join(folder, 'config.toml'),
    configExists: false,
    dataDir: folder,
    vaultFile: join(folder, 'credentials.enc'),
    adminFile: join(folder, 'admin.json'),
  }
  const clock = { at: Date.UTC(2026, 0, 1), now: () => clock.at }
  const entries: AuditEntry[] = []
  const opened: StateDatabase[] = []
  const vouching = newVouching()
  const accounts = adminAccounts(paths, fileInstallation(paths), vouching)
  const audit = {
    record: (entry: AuditEntry) => {
      if (desk.failing) return Promise.reject(new Error('no audit'))
      entries.push(entry)
      return Promise.resolve()
    },
    complete: () => undefined,
    close: () => Promise.resolve(),
  }
  const open = (): { signIn: SignIn; sessions: Sessions } => {
    const state = new StateDatabase(join(folder, 'state.db'))
    opened.push(state)
    const sessions = new SqliteSessions(state)
    const limits = new SqliteRateLimits(state, clock)
    const parts = {
      accounts,
      sessions,
      limits,
      audit,
      clock,
      random: systemRandom,
      tokenHash: sha256TokenHash,
      vouching,
    }
    return { signIn: createSignIn({ ...parts, sessionTimeout, failedPerMinute }), sessions }
  }
  const desk: Desk = {
    clock,
    ...open(),
    accounts,
    folder,
    entries,
    failing: false,
    another: () => open().signIn,
    init: async (password = PASSWORD, username = 'admin') => {
      const passwordHash = await accounts.hash(new Secret(password))
      await accounts.write({ username, passwordHash, createdAt: new Date(clock.at).toISOString() })
    },
    remove: () => {
      for (const state of opened) state.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await desk.init()
  return desk
}
