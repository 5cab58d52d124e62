import { parse, TomlError } from 'smol-toml'

const MAX_DEPTH = 64

/** Parses TOML 1.1. `refuse` is given what is wrong, without a word of the file, and in which line. */
export function parseToml(
  text: string,
  refuse: (line: number, reason: string) => never,
): Record<string, unknown> {
  try {
    return parse(text, { maxDepth: MAX_DEPTH })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // The rest of the parser's message quotes the file.
    const [message = ''] = error.message.split('\n')
    return refuse(error.line, message.replace('Invalid TOML document: ', 'not valid TOML: '))
  }
}
