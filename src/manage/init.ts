import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Installation } from '../ports/installation.ts'
import type { Random } from '../ports/random.ts'
import type { Vouching } from '../ports/vouching.ts'
import { defaultConfigText } from '../domain/config/default-config-text.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import { OWNER_AT_TERMINAL } from './management.ts'
import { checkPassword } from './password-rules.ts'
import { judgedAndRecorded, recorded } from './recorded.ts'

export interface InitDeps {
  readonly installation: Installation
  /** What is wrong with the present configuration, of which then nothing is used. Only by force. */
  readonly configProblem?: VultrinoError
  /**
   * Makes a new, empty vault at the installed path; with `replace`, in the place of the present one, which is
   * kept: `backup` is where. Throws `vault_exists`, `storage_error`, `vault_busy`.
   */
  createVault(
    password: Secret,
    options: { readonly replace: boolean },
  ): Promise<{ readonly vouching: Vouching; readonly backup: string | null }>
  /** Opens the vault that is there, of which nothing is changed. Throws `wrong_password`, `vault_damaged`, `storage_error`. */
  openVault(password: Secret): Promise<Vouching>
  /** Argon2id of the admin password, parameters and salt included, as a PHC string. */
  hashPassword(password: Secret): Promise<string>
  /** Opens the audit log in the data folder, which exists by then. */
  openAudit(): Promise<AuditLog>
  readonly clock: Clock
  readonly random: Random
}

/** What `init` will do, given what is there. What is missing is made; what is there stays, but by force. */
export interface InitPlan {
  readonly vault: 'make' | 'replace' | 'keep'
  /** Whether the account is made; a new vault gets a new one. */
  readonly admin: boolean
  readonly config: 'write' | 'keep'
}

/** Looks, and decides. Throws `vault_exists` where there is nothing to do without force. */
export async function planInit({ installation }: InitDeps, force: boolean): Promise<InitPlan> {
  const present = await installation.present()
  if (present.vault && present.admin && present.config && !force) {
    throw new VultrinoError('vault_exists', { path: installation.paths.vaultFile })
  }
  const vault = !present.vault ? 'make' : force ? 'replace' : 'keep'
  return {
    vault,
    admin: vault !== 'keep' || !present.admin,
    config: force || !present.config ? 'write' : 'keep',
  }
}

/** As the plan asks: both `null` where it makes no account. */
export interface InitAnswers {
  readonly admin: { readonly username: string; readonly password: Secret } | null
  /** Of the vault that is made, or is there. */
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
 * Carries a plan out; all that can be tried beforehand is. Throws `invalid_request`, `wrong_password`,
 * `vault_exists` (made meanwhile), `audit_unavailable`, `storage_error`.
 */
export async function initialize(deps: InitDeps, plan: InitPlan, answers: InitAnswers): Promise<Initialized> {
  const { installation } = deps
  const { admin, vaultPassword } = answers
  checkAnswers(plan, answers)
  if (plan.config === 'write') await installation.tryWriting('config')
  if (plan.admin) await installation.tryWriting('admin')
  await installation.makeDataDir()
  const audit = await deps.openAudit()
  const recording = { ...deps, audit, caller: OWNER_AT_TERMINAL }
  try {
    const made =
      vaultPassword === null || plan.vault === 'keep'
        ? null
        : await recorded(recording, 'vault.init', null, () =>
            deps.createVault(vaultPassword, { replace: plan.vault === 'replace' }),
          )
    if (admin !== null && vaultPassword !== null) {
      await judgedAndRecorded(
        recording,
        'admin.set',
        null,
        // Whoever signs in is the owner: who cannot open the vault makes no account.
        () => made?.vouching ?? deps.openVault(vaultPassword),
        async (vouching) => {
          const passwordHash = await deps.hashPassword(admin.password)
          const createdAt = new Date(deps.clock.now()).toISOString()
          await installation.writeAdmin({ username: admin.username, passwordHash, createdAt }, vouching)
        },
      )
    }
    const configBackup =
      plan.config === 'write'
        ? await installation.writeConfig(defaultConfigText(installation.paths.vaultFile))
        : null
    return { vaultBackup: made?.backup ?? null, configBackup }
  } finally {
    await audit.close()
  }
}

function checkAnswers(plan: InitPlan, { admin, vaultPassword }: InitAnswers): void {
  if ((vaultPassword === null) === plan.admin || (admin === null) === plan.admin) {
    throw new TypeError('the answers are those to another plan')
  }
  if (admin !== null) {
    checkUsername(admin.username)
    checkPassword(admin.password, 'admin password')
  }
  if (vaultPassword !== null && plan.vault !== 'keep') checkPassword(vaultPassword, 'vault password')
}
