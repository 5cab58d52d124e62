import { parse, TomlError } from 'smol-toml'

/** The tables of a TOML text; `undefined` if it is none. */
export function readToml(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return parse(text, { maxDepth: 64 })
  } catch (error) {
    if (error instanceof TomlError) return undefined
    throw error
  }
}
