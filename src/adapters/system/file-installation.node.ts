import { constants, existsSync, statSync } from 'node:fs'
import { copyFile, link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Installation, InstallationPaths } from '../../ports/installation.ts'
import { storageFailure, systemCode } from '../stores/storage-failure.node.ts'
import { accountText } from './account-file.node.ts'
import { makeFolder } from './make-folder.node.ts'

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
    makeDataDir: () => folder(paths.dataDir),
    tryWriting: (file) => tryWriting(file === 'admin' ? paths.adminFile : paths.configFile),
    writeAdmin: (admin, vouching) =>
      attempt('write', paths.adminFile, () => writeWhole(paths.adminFile, accountText(admin, vouching))),
    writeConfig: async (text) => {
      await folder(dirname(paths.configFile))
      return attempt('write', paths.configFile, async () => {
        const kept = await keep(paths.configFile)
        await writeWhole(paths.configFile, text)
        return kept
      })
    },
  }
}

const folder = (path: string): Promise<void> => attempt('make', path, () => makeFolder(path))

async function tryWriting(file: string): Promise<void> {
  await folder(dirname(file))
  await attempt('write', file, async () => {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
    }
    await rm(await writeBeside(file, 'trial'))
  })
}

/** Gives the present file a second name that nothing else has; answers it, or `null` where there is no file. */
async function keep(file: string): Promise<string | null> {
  for (let number = 1; ; number++) {
    const kept = `${file}.bak${number === 1 ? '' : String(number)}`
    try {
      await secondName(file, kept)
      return kept
    } catch (error) {
      const code = systemCode(error)
      if (code === 'ENOENT') return null
      if (code !== 'EEXIST') throw error
    }
  }
}

/** A copy on file systems that know no second names. */
async function secondName(file: string, name: string): Promise<void> {
  try {
    await link(file, name)
  } catch (error) {
    if (!NO_LINKS.has(systemCode(error) ?? '')) throw error
    await copyFile(file, name, constants.COPYFILE_EXCL)
  }
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/** Readers see the old file or the new one; when this resolves, the new one would survive a power cut. */
async function writeWhole(file: string, text: string): Promise<void> {
  await rename(await writeBeside(file, text), file)
  if (process.platform === 'win32') return
  await using parent = await open(dirname(file), 'r')
  await parent.sync()
}

/** Writes a new file next to another, durably; answers its path. One that fails leaves nothing. */
async function writeBeside(file: string, text: string): Promise<string> {
  const fresh = `${file}.new-${process.pid}`
  await rm(fresh, { force: true })
  const handle = await open(fresh, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
    return fresh
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

async function attempt<T>(verb: string, path: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw storageFailure(verb, path, error)
  }
}
