import { sha256TokenHash } from '../adapters/crypto/sha256-token-hash.node.ts'
import { SqliteAuditStore } from '../adapters/audit-store/sqlite-audit-store.node.ts'
import { BlockIndex } from '../manage/audit/block-index.ts'
import { searchAudit } from '../manage/audit/search-audit.ts'
import type { PastRequest, PolicyDesk } from '../manage/policies/policy-desk.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import type { Vault } from '../vault/vault.ts'
import { openAudit } from './audit.node.ts'
import { openVault } from './open-vault.node.ts'
import { readPolicySet } from './policies.node.ts'
import { openSharedState, type SharedState } from './shared-state.node.ts'
import { vaultCompanions, vaultPorts } from './vault-ports.node.ts'

/** What `vultrino policy` works with, on this machine. Throws `invalid_config`. */
export async function openPolicyDesk(host: CommandHost): Promise<PolicyDesk> {
  const policies = await readPolicySet(host)
  const config = await host.config()
  const paths = await host.paths()
  const closing: (() => void | Promise<void>)[] = []
  let vault: Promise<Vault> | undefined
  let state: SharedState | undefined

  const open = async (): Promise<Vault> => {
    const audit = openAudit(paths, { textFile: config.logging.audit_file })
    closing.push(() => audit.close())
    const opened = await openVault(host, audit)
    closing.push(() => opened.close())
    return opened
  }
  return {
    policies,
    options: {
      stripHeaders: new Set(config.proxy.strip_headers.map((name) => name.toLowerCase())),
      injectHeaders: Object.entries(config.proxy.inject_headers).flat(),
    },
    tokenHash: sha256TokenHash,
    localPermissions: config.server.local_permissions,
    vault: () => (vault ??= open()),
    vaultIfGiven: async () => {
      const there = (await vaultPorts(paths).store.revision()) !== undefined
      return there && (await host.passwordGiven()) !== undefined ? await (vault ??= open()) : undefined
    },
    limits: () => Promise.resolve((state ??= openSharedState(paths)).limits),
    findRequest: (requestId) => findRequest(vaultCompanions(paths).stateFile, requestId),
    now: () => host.now(),
    close: async () => {
      state?.close()
      for (const close of closing.reverse()) await close()
    },
  }
}

/** `undefined`: not in the log, or no longer. Throws `storage_error`. */
async function findRequest(stateFile: string, requestId: string): Promise<PastRequest | undefined> {
  const store = new SqliteAuditStore(stateFile)
  try {
    const { records } = await searchAudit(store, new BlockIndex(store), { requestId }, { limit: 1 })
    const [found] = records
    return found === undefined ? undefined : { ...found, time: new Date(found.time).toISOString() }
  } finally {
    store.close()
  }
}
