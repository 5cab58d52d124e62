import { lstat, mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { VultrinoError } from '../../domain/errors.ts'
import type { AgentFile, AgentFiles } from '../../ports/agent-files.ts'
import { configFolder, homeFolder, type Environment } from './os-folders.node.ts'

const MOST_BYTES = 32 * 1024 * 1024

/** Settings of the agents of the user who runs this. */
export function agentFiles(env: Environment, now: () => number): AgentFiles {
  return {
    read: async ({ base, path }) => {
      const named = join(base === 'home' ? homeFolder() : configFolder(env), ...path)
      return attempt('read', async () => {
        const real = await linkTarget(named)
        return { path: real, text: await textOf(real) }
      })
    },
    replace: (file, text) => attempt('written', () => replace(file, text, now())),
  }
}

/** A link stays one: what it names is written. */
async function linkTarget(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    const dangling = await lstat(path).then(
      () => true,
      () => false,
    )
    if (dangling) throw refusal('the settings file is a link that leads nowhere', path)
    return path
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    const found = await stat(path)
    // A device or a pipe may have no end.
    if (!found.isFile()) throw refusal('what is in the place of the settings file is no file', path)
    if (found.size > MOST_BYTES) throw refusal('the settings file is larger than any settings are', path)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    if (error instanceof TypeError) throw refusal('the settings file is not UTF-8 text', path)
    throw error
  }
}

async function replace({ path, text: before }: AgentFile, text: string, now: number): Promise<string | null> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  if ((await textOf(path)) !== before)
    throw refusal('the settings file was changed meanwhile: try again', path)
  const kept = before === null ? null : `${path}.before-vultrino-${now}`
  if (kept !== null && before !== null)
    await writeFile(kept, before, { flag: 'wx', mode: 0o600, flush: true })
  const fresh = `${path}.new-${process.pid}`
  try {
    await writeFile(fresh, text, { flag: 'wx', mode: 0o600, flush: true })
    await rename(fresh, path)
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
  if (process.platform !== 'win32') {
    await using folder = await open(dirname(path), 'r')
    await folder.sync()
  }
  return kept
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

const refusal = (reason: string, file: string): VultrinoError =>
  new VultrinoError('invalid_arguments', { reason, file })

async function attempt<T>(verb: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof VultrinoError) throw error
    const reason = `the agent's settings cannot be ${verb} (${codeOf(error)})`
    throw new VultrinoError('storage_error', { reason }, { cause: error })
  }
}
