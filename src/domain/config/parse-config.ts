import { parse, TomlError } from 'smol-toml'
import { VultrinoError } from '../errors.ts'
import type { Config } from './config.ts'
import type { ReadingContext } from './config-key.ts'
import { readConfig } from './read-config.ts'

/** Deeper than any sensible file, and far from what would exhaust the stack. */
const MAX_DEPTH = 32

/** Reads a configuration file (TOML 1.1, UTF-8). `file` is shown in errors. Throws `invalid_config` with the line. */
export function parseConfig(file: string, bytes: Uint8Array, context: ReadingContext): Config {
  const text = decode(file, bytes)
  return readConfig({ file, text, document: parseToml(file, text) }, context)
}

function parseToml(file: string, text: string): Record<string, unknown> {
  try {
    return parse(text, { maxDepth: MAX_DEPTH })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // The rest of the parser's message quotes the file.
    const [message = ''] = error.message.split('\n')
    const reason = message.replace('Invalid TOML document: ', 'not valid TOML: ')
    throw new VultrinoError('invalid_config', { file, line: error.line, reason })
  }
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw new VultrinoError('invalid_config', { file, line: 1, reason: 'is not UTF-8 text' })
  }
}
