import { sha256TokenHash } from '../adapters/crypto/sha256-token-hash.node.ts'
import { findAuditLine } from '../adapters/policies/find-audit-line.node.ts'
import type { PastRequest, PolicyDesk } from '../manage/policies/policy-desk.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import type { Vault } from '../vault/vault.ts'
import { auditPath, openAudit } from './audit.node.ts'
import { openVault } from './open-vault.node.ts'
import { readPolicySet } from './policies.node.ts'
import { openSharedState, type SharedState } from './shared-state.node.ts'
import { vaultPorts } from './vault-ports.node.ts'

/** What `vultrino policy` works with, on this machine. Throws `invalid_config`. */
export async function openPolicyDesk(host: CommandHost): Promise<PolicyDesk> {
  const policies = await readPolicySet(host)
  const config = await host.config()
  const paths = await host.paths()
  const closing: (() => void | Promise<void>)[] = []
  let vault: Promise<Vault> | undefined
  let state: SharedState | undefined

  const open = async (): Promise<Vault> => {
    const audit = openAudit(paths, config.logging.audit_file)
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
    vault: () => (vault ??= open()),
    vaultIfGiven: async () => {
      const there = (await vaultPorts(paths).store.revision()) !== undefined
      return there && (await host.passwordGiven()) !== undefined ? await (vault ??= open()) : undefined
    },
    limits: () => Promise.resolve((state ??= openSharedState(paths)).limits),
    findRequest: async (requestId) => pastRequest(await findAuditLine(auditPath(paths), requestId)),
    now: () => host.now(),
    close: async () => {
      state?.close()
      for (const close of closing.reverse()) await close()
    },
  }
}

const TEXTS = ['requestId', 'time', 'surface', 'principal', 'action'] as const

/** Lines of older versions lack some fields. */
function pastRequest(line: unknown): PastRequest | undefined {
  if (typeof line !== 'object' || line === null) return undefined
  const fields = new Map<string, unknown>(Object.entries(line))
  const text = (name: string): string | null => {
    const value = fields.get(name)
    return typeof value === 'string' ? value : null
  }
  const [requestId = '', time = '', surface = '', principal = '', action = ''] = TEXTS.map(
    (name) => text(name) ?? '',
  )
  return {
    ...{ requestId, time, surface, principal, action },
    decision: text('decision') === 'allow' ? 'allow' : 'deny',
    key: text('key'),
    keyName: text('keyName'),
    role: text('role'),
    credential: text('credential'),
    method: text('method'),
    url: text('url'),
    error: text('error'),
    policy: text('policy'),
    rule: text('rule'),
  }
}
