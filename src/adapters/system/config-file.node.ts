import { join, resolve } from 'node:path'
import { DEFAULT_CONFIG, type Config } from '../../domain/config/config.ts'
import { VultrinoError } from '../../domain/errors.ts'
import { shellWord } from '../../domain/shell-word.ts'
import { configFolder, homeFolder, type Environment } from './os-folders.node.ts'
import { readAtMost } from './read-at-most.node.ts'

const MAX_BYTES = 1024 * 1024
const SYSTEM_FILE = '/etc/vultrino/config.toml'

/** A configuration, and where it came from. */
export interface LoadedConfig {
  /** The file read, or, where there is none, the one that would be looked for first. Absolute. */
  readonly file: string
  readonly exists: boolean
  readonly config: Config
  /** Why the file could not be used, where that was tolerated; the defaults hold instead. */
  readonly problem?: VultrinoError
}

/** What may be wrong with a configuration and yet be no error: `init` writes one that is missing, by force any. */
export type Tolerance = 'nothing' | 'missing' | 'anything'

/**
 * Finds and reads the configuration: `--config`, `VULTRINO_CONFIG`, the OS config folder's, `/etc`'s. A file
 * that was named must be there; without any file the documented defaults hold. Throws `invalid_config`.
 */
export async function loadConfig(
  option: string | undefined,
  env: Environment,
  tolerated: Tolerance = 'nothing',
): Promise<LoadedConfig> {
  const variable = env['VULTRINO_CONFIG']
  const named = option ?? (variable === '' ? undefined : variable)
  const usual = join(configFolder(env), 'vultrino', 'config.toml')
  const places =
    named === undefined ? [usual, ...(process.platform === 'win32' ? [] : [SYSTEM_FILE])] : [resolve(named)]
  for (const file of places) {
    try {
      const bytes = readIfPresent(file)
      if (bytes !== undefined) return { file, exists: true, config: await parse(file, bytes) }
    } catch (problem) {
      if (tolerated !== 'anything' || !(problem instanceof VultrinoError)) throw problem
      return { file, exists: true, config: DEFAULT_CONFIG, problem }
    }
  }
  if (named !== undefined && tolerated === 'nothing') {
    const [what, command] =
      option === undefined
        ? ['VULTRINO_CONFIG', 'vultrino init']
        : ['--config', `vultrino --config ${shellWord(option)} init`]
    throw new VultrinoError('invalid_config', {
      file: resolve(named),
      line: 1,
      reason: 'this configuration file does not exist',
      hint: `It was named by ${what}; \`${command}\` would write one there`,
    })
  }
  return { file: places[0] ?? usual, exists: false, config: DEFAULT_CONFIG }
}

function readIfPresent(file: string): Uint8Array | undefined {
  try {
    return readAtMost(file, MAX_BYTES)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown failure'
    // ENOTDIR: a part of the usual path is a file, so nothing can be there.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new VultrinoError('invalid_config', { file, line: 1, reason: `cannot be read (${code})` })
  }
}

/** The parser is loaded only where there is something to parse. */
async function parse(file: string, bytes: Uint8Array): Promise<Config> {
  if (bytes.byteLength > MAX_BYTES) {
    throw new VultrinoError('invalid_config', { file, line: 1, reason: `is larger than ${MAX_BYTES} bytes` })
  }
  const { parseConfig } = await import('../../domain/config/parse-config.ts')
  return parseConfig(file, bytes, { home: homeFolder() })
}
