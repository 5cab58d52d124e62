import { lstatSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { LineFile } from '../adapters/audit/append-lines.node.ts'
import { sha256Digest } from '../adapters/audit-store/sha256-digest.node.ts'
import { SqliteAuditStore } from '../adapters/audit-store/sqlite-audit-store.node.ts'
import { SqliteWatermark } from '../adapters/stores/sqlite-watermark.node.ts'
import { SqliteWriteLock } from '../adapters/stores/sqlite-write-lock.node.ts'
import { StateDatabase } from '../adapters/stores/state-database.node.ts'
import { storageFailure } from '../adapters/stores/storage-failure.node.ts'
import { readStoredAccount, vouchedAccount } from '../adapters/system/account-file.node.ts'
import { fileFacts } from '../adapters/system/file-facts.node.ts'
import { freeSpace, tryFolder } from '../adapters/system/folder-probe.node.ts'
import { makeFolder } from '../adapters/system/make-folder.node.ts'
import { VultrinoError } from '../domain/errors.ts'
import { shellWord } from '../domain/shell-word.ts'
import { auditState } from '../manage/audit/audit-state.ts'
import type { DoctorDeps } from '../manage/doctor.ts'
import type { Vouching } from '../ports/vouching.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import { Vault } from '../vault/vault.ts'
import { readPolicySet } from './policies.node.ts'
import { readAuthorities } from './request-path.node.ts'
import { vaultCompanions, vaultPorts } from './vault-ports.node.ts'

const LOCK_PATIENCE_MS = 2000

/**
 * What the doctor may look at and try. It mends nothing. Opening the vault does what it always does: the generation
 * seen is kept, and weaker key derivation is brought up to date; `[logging] audit_file` is made if it is missing.
 * `vouching`: the vault, where it is open already.
 */
export function openDoctor(host: CommandHost, vouching?: Vouching): DoctorDeps {
  let vouched = vouching
  return {
    nodeVersion: process.versions.node,
    env: (name) => host.env(name),
    config: () => host.config(),
    paths: () => host.paths(),
    facts: fileFacts,
    tryFolder,
    tryLock: async () => whereThere(vaultCompanions(await host.paths()).lockFile, tryLock),
    tryWatermark: async () => whereThere(vaultCompanions(await host.paths()).stateFile, tryWatermark),
    openVault: async () => {
      const vault = await Vault.open({ ...vaultPorts(await host.paths()), password: await host.password() })
      vouched = vault
      try {
        return { credentials: vault.list(), rollback: vault.rollback ?? null }
      } finally {
        vault.close()
      }
    },
    tryAudit: async (file) => {
      if (file === 'log') return whereThere(vaultCompanions(await host.paths()).stateFile, tryRecording)
      const path = (await host.config()).logging.audit_file
      if (path !== null) await tryAppending(path)
    },
    auditState: async () => {
      const { stateFile } = vaultCompanions(await host.paths())
      if (lstatSync(stateFile, { throwIfNoEntry: false }) === undefined) return null
      const store = new SqliteAuditStore(stateFile)
      try {
        return await auditState(store, sha256Digest)
      } finally {
        store.close()
      }
    },
    tryAdmin: async () => {
      const stored = readStoredAccount((await host.paths()).adminFile)
      if (stored !== undefined && vouched !== undefined) vouchedAccount(stored, vouched)
    },
    tryPolicies: async () => (await readPolicySet(host)).count,
    tryAuthorities: async () => {
      const { ca_file } = (await host.config()).upstream
      if (ca_file !== null) await readAuthorities(ca_file)
    },
  }
}

/** What is not there yet will be made, in a folder that was tried. A link that leads nowhere is there. */
async function whereThere(path: string, attempt: (path: string) => Promise<void> | void): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) await attempt(path)
}

function tryWatermark(path: string): void {
  const watermark = new SqliteWatermark(new StateDatabase(path))
  try {
    // Of no vault: reading alone is tried.
    watermark.highest('')
  } finally {
    watermark.close()
  }
}

async function tryLock(path: string): Promise<void> {
  const lock = new SqliteWriteLock(path, LOCK_PATIENCE_MS)
  try {
    await lock.hold(() => Promise.resolve())
  } catch (error) {
    if (!(error instanceof VultrinoError) || error.code !== 'vault_busy') throw error
    throw new VultrinoError('vault_busy', {
      hint: `If it does not end by itself, this names it: fuser ${shellWord(path)}`,
    })
  } finally {
    lock.close()
  }
}

/** Begins a transaction and takes it back. */
async function tryRecording(path: string): Promise<void> {
  const state = new StateDatabase(path)
  try {
    state.transaction('', () => undefined)
    if ((await freeSpace(path)) === 0)
      throw storageFailure('add to', path, Object.assign(new Error('no space'), { code: 'ENOSPC' }))
  } finally {
    state.close()
  }
}

async function tryAppending(path: string): Promise<void> {
  try {
    makeFolder(dirname(path))
    const file = LineFile.open(path)
    try {
      // Nothing is written, but a device says whether it would take it.
      writeSync(file.fd, '')
    } finally {
      file.close()
    }
    if ((await freeSpace(path)) === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  } catch (error) {
    throw storageFailure('add to', path, error)
  }
}
