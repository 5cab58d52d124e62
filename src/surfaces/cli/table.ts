import { printable } from './format-error.ts'

interface Output {
  readonly stdoutIsTerminal: boolean
  readonly columns: number
  readonly colour: boolean
}

const GAP = '  '

/**
 * Rows under a header, in columns two spaces apart. On a terminal the last column is cut so that rows stay on
 * one line if the others let it; in a pipe nothing is.
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  output: Output,
): string {
  const cells = [header, ...rows].map((row) => row.map(printable))
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0)
  const room = output.stdoutIsTerminal ? Math.max(output.columns - before, 12) : Infinity
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cut(cell, room) : cell.padEnd(widths[column] ?? 0)))
      .join(GAP)
      .trimEnd(),
  )
  const [first = '', ...rest] = lines
  return [output.colour ? `\x1b[1m${first}\x1b[0m` : first, ...rest].map((line) => `${line}\n`).join('')
}

function cut(text: string, room: number): string {
  const characters = Array.from(text)
  return characters.length <= room ? text : `${characters.slice(0, room - 1).join('')}…`
}
