/** A text as one word of a shell command. */
export const shellWord = (text: string): string =>
  /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** An alias at the end of a command line: after `--` where it would be taken for an option. */
export const aliasWord = (alias: string): string => (alias.startsWith('-') ? `-- ${alias}` : alias)
