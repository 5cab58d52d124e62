import { existsSync } from 'node:fs'
import { link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { VultrinoError } from '../../domain/errors.ts'
import type { AdminAccount, Installation, InstallationPaths } from '../../ports/installation.ts'

/** An installation on this machine's file system. */
export function fileInstallation(paths: InstallationPaths): Installation {
  return {
    paths,
    present: () =>
      Promise.resolve({
        config: existsSync(paths.configFile),
        vault: existsSync(paths.vaultFile),
        admin: existsSync(paths.adminFile),
      }),
    makeDataDir: () => attempt('make', paths.dataDir, () => makeFolder(paths.dataDir)),
    writeAdmin: (admin) =>
      attempt('write', paths.adminFile, () => writeWhole(paths.adminFile, adminJson(admin))),
    writeConfig: (text) =>
      attempt('write', paths.configFile, async () => {
        await makeFolder(dirname(paths.configFile))
        const kept = await keep(paths.configFile)
        await writeWhole(paths.configFile, text)
        return kept
      }),
  }
}

const adminJson = ({ username, passwordHash, createdAt }: AdminAccount): string =>
  `${JSON.stringify({ version: 1, username, password_hash: passwordHash, created_at: createdAt }, null, 2)}\n`

/** Node gives `mode` to every folder it makes on the way, so a missing `~/.config` is private too. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

/** Gives the present file a second name that nothing else has; answers it, or `null` where there is no file. */
async function keep(file: string): Promise<string | null> {
  for (let number = 1; ; number++) {
    const kept = `${file}.bak${number === 1 ? '' : String(number)}`
    try {
      await link(file, kept)
      return kept
    } catch (error) {
      const code = systemCode(error)
      if (code === 'ENOENT') return null
      if (code !== 'EEXIST') throw error
    }
  }
}

/** Readers see the old file or the new one; when this resolves, the new one would survive a power cut. */
async function writeWhole(file: string, text: string): Promise<void> {
  const fresh = `${file}.new-${process.pid}`
  await rm(fresh, { force: true })
  const handle = await open(fresh, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(fresh, file)
  if (process.platform === 'win32') return
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function attempt<T>(verb: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const code = systemCode(error) ?? 'unknown failure'
    throw new VultrinoError('storage_error', { reason: `cannot ${verb} ${path} (${code})` }, { cause: error })
  }
}

function systemCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined
}
