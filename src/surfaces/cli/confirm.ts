import type { Terminal } from '../../ports/terminal.ts'

/** Asks; only `y` or `yes` is a yes. Throws `cancelled`, `Interrupted`. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  return /^\s*y(?:es)?\s*$/i.test(await terminal.ask(`${question} [y/N] `))
}
