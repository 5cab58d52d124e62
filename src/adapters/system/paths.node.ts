import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { InstallationPaths } from '../../ports/installation.ts'
import type { LoadedConfig } from './config-file.node.ts'
import { dataFolder, homeFolder, type Environment } from './os-folders.node.ts'

const VAULT = 'credentials.enc'

/**
 * Where an installation's files are: `VULTRINO_DATA_DIR`, the folder of `[storage.file] path`, an existing
 * `~/.vultrino`, the OS data folder's `vultrino`.
 */
export function installationPaths(loaded: LoadedConfig, env: Environment): InstallationPaths {
  const vaultFile = locateVault(loaded, env)
  const dataDir = dirname(vaultFile)
  return {
    configFile: loaded.file,
    configExists: loaded.exists,
    dataDir,
    vaultFile,
    adminFile: join(dataDir, 'admin.json'),
  }
}

function locateVault({ config }: LoadedConfig, env: Environment): string {
  const named = env['VULTRINO_DATA_DIR']
  if (named !== undefined && named !== '') return join(resolve(named), VAULT)
  const { path } = config['storage.file']
  if (path !== null) return resolve(path)
  const old = join(homeFolder(), '.vultrino')
  return join(isFolder(old) ? old : join(dataFolder(env), 'vultrino'), VAULT)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
