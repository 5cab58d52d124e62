import { asVultrinoError } from '../domain/errors.ts'
import type { FileFacts } from '../ports/file-facts.ts'
import type { Check, DoctorDeps } from './doctor.ts'

type Examination = (deps: DoctorDeps) => Promise<readonly Check[]>

const good = (check: string, detail: string): Check => ({ check, ok: true, detail, mend: null })
const wrong = (check: string, detail: string, mend: string): Check => ({ check, ok: false, detail, mend })

function failure(check: string, thrown: unknown): Check {
  const error = asVultrinoError(thrown)
  return wrong(check, error.message, error.hint ?? 'Mend what the message names')
}

/** Turns what an examination throws into a finding. */
const named =
  (check: string, examine: (deps: DoctorDeps) => Promise<readonly Check[]>): Examination =>
  async (deps) => {
    try {
      return await examine(deps)
    } catch (thrown) {
      return [failure(check, thrown)]
    }
  }

/** A path in a shell command. */
const quoted = (path: string): string =>
  /^[\w./@-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`

/** Whether what is there is the owner's alone. */
function privacy(check: string, path: string, facts: FileFacts, mode: number): Check {
  if (!facts.owned) return wrong(check, `${path} belongs to another user`, `chown "$(id -u)" ${quoted(path)}`)
  if (facts.mode !== null && (facts.mode & 0o077) !== 0) {
    return wrong(check, `${path} is open to other users`, `chmod ${mode.toString(8)} ${quoted(path)}`)
  }
  if (!facts.readable || !facts.writable) {
    return wrong(check, `${path} cannot be read and written`, `chmod u+rwX ${quoted(path)}`)
  }
  return good(check, path)
}

const node: Examination = ({ nodeVersion }) =>
  Promise.resolve([
    Number.parseInt(nodeVersion, 10) >= 24
      ? good('node', nodeVersion)
      : wrong('node', `Node ${nodeVersion} is too old`, 'Install Node 24 or newer'),
  ])

const config = named('config', async (deps) => {
  await deps.config()
  const { configFile, configExists } = await deps.paths()
  if (!configExists) return [good('config', 'no configuration file: the documented defaults hold')]
  const { mode } = await deps.facts(configFile)
  return mode !== null && (mode & 0o022) !== 0
    ? [wrong('config', `${configFile} can be changed by other users`, `chmod go-w ${quoted(configFile)}`)]
    : [good('config', configFile)]
})

const dataFolder = named('data folder', async (deps) => {
  const { dataDir } = await deps.paths()
  const facts = await deps.facts(dataDir)
  if (facts.kind === 'missing') return [wrong('data folder', `there is no ${dataDir}`, 'vultrino init')]
  if (facts.kind !== 'folder') {
    return [
      wrong('data folder', `${dataDir} is not a folder`, `Move ${quoted(dataDir)} away, then: vultrino init`),
    ]
  }
  return [privacy('data folder', dataDir, facts, 0o700)]
})

const admin = named('admin account', async (deps) => {
  const { adminFile } = await deps.paths()
  const facts = await deps.facts(adminFile)
  if (facts.kind === 'missing') return [wrong('admin account', `there is no ${adminFile}`, 'vultrino init')]
  return [privacy('admin account', adminFile, facts, 0o600)]
})

const vault = named('vault', async (deps) => {
  const { vaultFile } = await deps.paths()
  const facts = await deps.facts(vaultFile)
  if (facts.kind === 'missing') return [wrong('vault', `there is no vault at ${vaultFile}`, 'vultrino init')]
  const file = privacy('vault file', vaultFile, facts, 0o600)
  if (!facts.readable) return [file]
  const { credentials, rollback } = await deps.openVault()
  const weak = credentials.filter((one) => one.weak).map((one) => one.alias)
  const unbound = credentials.filter((one) => one.binding.length === 0).map((one) => one.alias)
  return [
    file,
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
})

const audit = named('audit log', async (deps) => {
  const { dataDir } = await deps.paths()
  // Trying would make the folder, and looking must change nothing.
  if ((await deps.facts(dataDir)).kind !== 'folder') return []
  await deps.tryAudit()
  return [good('audit log', 'can be written')]
})

const passwordFile = named('password file', async (deps) => {
  const path = deps.env('VULTRINO_PASSWORD_FILE')
  if (path === undefined || path === '') return []
  const facts = await deps.facts(path)
  if (facts.kind === 'missing') {
    return [wrong('password file', `there is no ${path}`, 'Set VULTRINO_PASSWORD_FILE to a file that exists')]
  }
  const open = facts.mode !== null && (facts.mode & 0o077) !== 0
  return open
    ? [wrong('password file', `${path} is open to other users`, `chmod 600 ${quoted(path)}`)]
    : [good('password file', path)]
})

/** In order of what depends on what. */
export const CHECKS: readonly Examination[] = [node, config, dataFolder, passwordFile, vault, admin, audit]
