import { FAULTS } from '../domain/audit-chain/chain-check.ts'
import { formatListenAddress, isOnlyThisMachine } from '../domain/config/listen-address.ts'
import { shellWord } from '../domain/shell-word.ts'
import type { DoctorDeps } from './doctor.ts'
import { Broken, good, privacy, wrong, type Check } from './doctor-findings.ts'

type Look = (deps: DoctorDeps) => Promise<readonly Check[]>

interface Examination {
  readonly name: string
  /** Those without which it cannot be made. */
  readonly needs: readonly string[]
  readonly look: Look
}

const MEBIBYTE = 1024 * 1024
/** Less room than this will soon be none. */
const ROOM = 10 * MEBIBYTE

const node: Look = ({ nodeVersion }) =>
  Promise.resolve([
    Number.parseInt(nodeVersion, 10) >= 24
      ? good('node', nodeVersion)
      : wrong('node', `Node ${nodeVersion} is too old`, 'Install Node 24 or newer'),
  ])

const config: Look = async (deps) => {
  await deps.config()
  const { configFile, configExists } = await deps.paths()
  if (!configExists) return [good('config', 'no configuration file: the documented defaults hold')]
  const { mode } = await deps.facts(configFile)
  return mode !== null && (mode & 0o022) !== 0
    ? [wrong('config', `${configFile} can be changed by other users`, `chmod go-w ${shellWord(configFile)}`)]
    : [good('config', configFile)]
}

const authorities: Look = async (deps) => {
  const { ca_file } = (await deps.config()).upstream
  if (ca_file === null) return []
  await deps.tryAuthorities()
  return [good('certificate authorities', ca_file)]
}

const policies: Look = async (deps) => {
  const count = await deps.tryPolicies()
  return [good('policies', count === 0 ? 'none: bindings alone decide' : String(count))]
}

const dataFolder: Look = async (deps) => {
  const { dataDir } = await deps.paths()
  const facts = await deps.facts(dataDir)
  if (facts.kind === 'missing') {
    throw new Broken(wrong('data folder', `there is no ${dataDir}`, 'vultrino init'))
  }
  if (facts.kind !== 'folder') {
    const mend = `Move it away, then: vultrino init (mv ${shellWord(dataDir)} ${shellWord(`${dataDir}.old`)})`
    throw new Broken(wrong('data folder', `${dataDir} is not a folder`, mend))
  }
  const free = await deps.tryFolder(dataDir)
  const privately = privacy('data folder', dataDir, facts, 0o700)
  if (free === null) return [privately]
  const left = `${Math.floor(free / MEBIBYTE)} MiB free`
  const room =
    free < ROOM
      ? wrong('disk space', left, `Free space on the disk that holds it: df -h ${shellWord(dataDir)}`)
      : good('disk space', left)
  return [privately, room]
}

const passwordFile: Look = async (deps) => {
  const path = deps.env('VULTRINO_PASSWORD_FILE')
  if (path === undefined || path === '') return []
  const { kind, mode } = await deps.facts(path)
  if (kind === 'missing') {
    throw new Broken(
      wrong('password file', `there is no ${path}`, 'Set VULTRINO_PASSWORD_FILE to a file that exists'),
    )
  }
  const open = kind === 'file' && mode !== null && (mode & 0o077) !== 0
  return open
    ? [wrong('password file', `${path} is open to other users`, `chmod 600 ${shellWord(path)}`)]
    : [good('password file', path)]
}

const vaultFile: Look = async (deps) => {
  const { vaultFile: path } = await deps.paths()
  const facts = await deps.facts(path)
  if (facts.kind === 'missing') {
    throw new Broken(wrong('vault', `there is no vault at ${path}`, 'vultrino init'))
  }
  const file = privacy('vault file', path, facts, 0o600)
  if (!facts.readable) throw new Broken(file)
  return [file]
}

const lock: Look = async (deps) => {
  await deps.tryLock()
  return [good('write lock', 'can be had')]
}

const watermark: Look = async (deps) => {
  await deps.tryWatermark()
  return [good('record of generations', 'can be read')]
}

const vault: Look = async (deps) => {
  const { credentials, rollback } = await deps.openVault()
  const weak = credentials.filter((one) => one.weak).map((one) => one.alias)
  const unbound = credentials.filter((one) => one.binding.length === 0).map((one) => one.alias)
  return [
    good('vault', `opens with this password; credentials: ${credentials.length}`),
    rollback === null
      ? good('vault age', 'it is the newest that was seen')
      : wrong(
          'vault age',
          `it is an older copy of itself: generation ${rollback.found}, after ${rollback.seen} was seen`,
          'If you restored a backup, all is well: the next command takes it as it is. If not, ask who did',
        ),
    weak.length === 0
      ? good('short secrets', 'none')
      : wrong(
          'short secrets',
          `answers cannot be searched for the secrets of: ${weak.join(', ')}`,
          'Have longer ones issued (8 bytes or more), then: vultrino update ALIAS',
        ),
    unbound.length === 0
      ? good('bindings', 'every credential names where it may go')
      : wrong('bindings', `bound to no destination: ${unbound.join(', ')}`, 'vultrino bind ALIAS HOST'),
  ]
}

const admin: Look = async (deps) => {
  const { adminFile } = await deps.paths()
  const facts = await deps.facts(adminFile)
  if (facts.kind === 'missing') return [wrong('admin account', `there is no ${adminFile}`, 'vultrino init')]
  const open = privacy('admin account', adminFile, facts, 0o600)
  // Whoever could read it could have been guessing its password; whoever could write it can sign in.
  if (!open.ok) return [open]
  await deps.tryAdmin()
  return [open]
}

const webUi: Look = async (deps) => {
  const { bind, trusted_proxies } = (await deps.config()).web
  const address = formatListenAddress(bind)
  return isOnlyThisMachine(bind) || trusted_proxies.length > 0
    ? [good('web UI', address)]
    : [
        wrong(
          'web UI',
          `other machines can reach it at ${address}, without TLS`,
          'Set [web] bind = "127.0.0.1:7879"; or put a reverse proxy with HTTPS before it, named in [web] trusted_proxies',
        ),
      ]
}

const mcp: Look = async (deps) => {
  const { enabled, transport } = (await deps.config()).mcp
  return [good('MCP', enabled ? `served; vultrino serve --mcp speaks ${transport}` : 'switched off')]
}

const audit: Look = async (deps) => {
  await deps.tryAudit('log')
  const state = await deps.auditState()
  if (state === null) return [good('audit log', 'can be written')]
  const { rows, bytes, checkpoint, finding } = state
  if (finding !== undefined) {
    const what = `row ${finding.sequence} is not as it was written: ${FAULTS[finding.fault]}`
    return [wrong('audit log', what, 'vultrino audit verify')]
  }
  const signed =
    checkpoint === null
      ? 'none signed lately'
      : `signed up to row ${checkpoint.sequence} at ${new Date(checkpoint.time).toISOString()}`
  const size = `${(bytes / MEBIBYTE).toFixed(1)} MiB`
  return [
    good('audit log', `can be written; ${rows} rows, ${size}; ${signed}; the newest rows hold together`),
  ]
}

const auditText: Look = async (deps) => {
  const { audit_file } = (await deps.config()).logging
  if (audit_file === null) return []
  await deps.tryAudit('text')
  return [good('audit file', audit_file)]
}

/** In the order in which they are made. */
export const EXAMINATIONS: readonly Examination[] = [
  { name: 'node', needs: [], look: node },
  { name: 'config', needs: [], look: config },
  { name: 'policies', needs: ['config'], look: policies },
  { name: 'certificate authorities', needs: ['config'], look: authorities },
  { name: 'data folder', needs: ['config'], look: dataFolder },
  { name: 'password file', needs: [], look: passwordFile },
  { name: 'vault file', needs: ['data folder'], look: vaultFile },
  { name: 'write lock', needs: ['vault file'], look: lock },
  { name: 'record of generations', needs: ['vault file'], look: watermark },
  { name: 'vault', needs: ['vault file', 'record of generations', 'password file'], look: vault },
  { name: 'admin account', needs: ['data folder'], look: admin },
  { name: 'web UI', needs: ['config'], look: webUi },
  { name: 'MCP', needs: ['config'], look: mcp },
  { name: 'audit log', needs: ['data folder'], look: audit },
  { name: 'audit file', needs: ['config'], look: auditText },
]
