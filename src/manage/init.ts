import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Installation } from '../ports/installation.ts'
import type { Random } from '../ports/random.ts'
import { defaultConfigText } from '../domain/config/default-config-text.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import { OWNER_AT_TERMINAL } from './management.ts'
import { checkPassword } from './password-rules.ts'
import { recorded } from './recorded.ts'

export interface InitDeps {
  readonly installation: Installation
  /**
   * Makes a new, empty vault at the installed path; with `replace`, in the place of the present one, which is
   * kept: the answer is where. Throws `vault_exists`, `storage_error`, `vault_busy`.
   */
  createVault(password: Secret, options: { readonly replace: boolean }): Promise<string | null>
  /** Argon2id of the admin password, parameters and salt included, as a PHC string. */
  hashPassword(password: Secret): Promise<string>
  /** Opens the audit log in the data folder, which exists by then. */
  openAudit(): Promise<AuditLog>
  readonly clock: Clock
  readonly random: Random
}

/** What `init` will do, given what is there. */
export type InitPlan =
  /** Make vault, account and (if there is none, or by force) configuration. */
  | { readonly kind: 'everything'; readonly replace: boolean; readonly writeConfig: boolean }
  /** The vault stays as it is; only the admin account is missing. */
  | { readonly kind: 'admin' }

/** Looks, and decides. Throws `vault_exists` where there is nothing to do without force. */
export async function planInit({ installation }: InitDeps, force: boolean): Promise<InitPlan> {
  const present = await installation.present()
  if (present.vault && !force) {
    if (present.admin) throw new VultrinoError('vault_exists', { path: installation.paths.vaultFile })
    return { kind: 'admin' }
  }
  return { kind: 'everything', replace: present.vault, writeConfig: force || !present.config }
}

export interface InitAnswers {
  readonly adminUser: string
  readonly adminPassword: Secret
  /** Not looked at where only the account is made. */
  readonly vaultPassword: Secret | null
}

export interface Initialized {
  /** Where what stood there before was kept. */
  readonly vaultBackup: string | null
  readonly configBackup: string | null
}

const USERNAME = /^[A-Za-z0-9._@+-]{1,64}$/

/** Checks the name of the admin account. Throws `invalid_request`. */
export function checkUsername(text: string): void {
  if (!USERNAME.test(text)) {
    throw new VultrinoError('invalid_request', {
      reason: 'the admin username is 1 to 64 letters, digits, or . _ @ + -',
    })
  }
}

/**
 * Carries a plan out. Throws `invalid_request`, `vault_exists` (made meanwhile), `audit_unavailable`,
 * `storage_error`.
 */
export async function initialize(deps: InitDeps, plan: InitPlan, answers: InitAnswers): Promise<Initialized> {
  const { installation } = deps
  const { vaultPassword } = answers
  checkUsername(answers.adminUser)
  checkPassword(answers.adminPassword, 'admin password')
  if (vaultPassword !== null) checkPassword(vaultPassword, 'vault password')
  await installation.makeDataDir()
  const audit = await deps.openAudit()
  const recording = { ...deps, audit, caller: OWNER_AT_TERMINAL }
  try {
    let vaultBackup: string | null = null
    let configBackup: string | null = null
    if (plan.kind === 'everything') {
      if (vaultPassword === null) throw new TypeError('a vault needs a password')
      vaultBackup = await recorded(recording, 'vault.init', null, () =>
        deps.createVault(vaultPassword, { replace: plan.replace }),
      )
      if (plan.writeConfig) {
        configBackup = await installation.writeConfig(defaultConfigText(installation.paths.vaultFile))
      }
    }
    await recorded(recording, 'admin.set', null, async () =>
      installation.writeAdmin({
        username: answers.adminUser,
        passwordHash: await deps.hashPassword(answers.adminPassword),
        createdAt: new Date(deps.clock.now()).toISOString(),
      }),
    )
    return { vaultBackup, configBackup }
  } finally {
    await audit.close()
  }
}
