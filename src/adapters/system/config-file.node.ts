import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DEFAULT_CONFIG, type Config } from '../../domain/config/config.ts'
import { VultrinoError } from '../../domain/errors.ts'
import { configFolder, homeFolder, type Environment } from './os-folders.node.ts'

const MAX_BYTES = 1024 * 1024
const SYSTEM_FILE = '/etc/vultrino/config.toml'

/** A configuration, and where it came from. */
export interface LoadedConfig {
  /** The file read, or, where there is none, the one that would be looked for first. Absolute. */
  readonly file: string
  readonly exists: boolean
  readonly config: Config
}

/**
 * Finds and reads the configuration: `--config`, `VULTRINO_CONFIG`, the OS config folder's, `/etc`'s. A file
 * that was named must be there, unless `mayBeMissing`; without any file the documented defaults hold.
 * Throws `invalid_config`.
 */
export async function loadConfig(
  option: string | undefined,
  env: Environment,
  mayBeMissing = false,
): Promise<LoadedConfig> {
  const variable = env['VULTRINO_CONFIG']
  const named = option ?? (variable === '' ? undefined : variable)
  const usual = join(configFolder(env), 'vultrino', 'config.toml')
  const places =
    named === undefined ? [usual, ...(process.platform === 'win32' ? [] : [SYSTEM_FILE])] : [resolve(named)]
  for (const file of places) {
    const bytes = readIfPresent(file)
    if (bytes !== undefined) return { file, exists: true, config: await parse(file, bytes) }
  }
  if (named !== undefined && !mayBeMissing) {
    throw new VultrinoError('invalid_config', {
      file: resolve(named),
      line: 1,
      reason: 'this configuration file does not exist',
      hint: `It was named by ${option === undefined ? 'VULTRINO_CONFIG' : '--config'}; \`vultrino init\` would write one there`,
    })
  }
  return { file: places[0] ?? usual, exists: false, config: DEFAULT_CONFIG }
}

function readIfPresent(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file)
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
