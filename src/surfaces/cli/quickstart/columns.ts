export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

const plain = (text: string): string => text
const ansi =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`

/** Colours for a terminal that wants them, none otherwise. */
export function paintFor(colour: boolean): Paint {
  return colour
    ? { bold: ansi(1), dim: ansi(2), good: ansi(32), bad: ansi(31) }
    : { bold: plain, dim: plain, good: plain, bad: plain }
}

/** A titled block of lines. */
export interface Column {
  readonly title: string
  readonly lines: readonly string[]
}

/** Breaks a line into pieces of at most `width` characters. */
function wrap(line: string, width: number): string[] {
  if (line.length <= width) return [line]
  return [line.slice(0, width), ...wrap(line.slice(width), width)]
}

/**
 * Sets two blocks side by side where `width` (terminal columns) allows it, else one under the other.
 */
export function sideBySide(left: Column, right: Column, width: number, paint: Paint): string[] {
  const half = Math.floor((Math.min(width, 120) - 7) / 2)
  if (half < 34)
    return [left, right].flatMap(({ title, lines }) => [
      paint.bold(title),
      ...lines.map((line) => `  ${line}`),
      '',
    ])
  const cells = [left, right].map(({ lines }) => lines.flatMap((line) => wrap(line, half)))
  const height = Math.max(...cells.map((cell) => cell.length))
  const row = (a: string, b: string): string => `  ${a.padEnd(half)} ${paint.dim('│')} ${b}`.trimEnd()
  const head = `  ${paint.bold(left.title.padEnd(half))} ${paint.dim('│')} ${paint.bold(right.title)}`
  return [head, ...Array.from({ length: height }, (_, i) => row(cells[0]?.[i] ?? '', cells[1]?.[i] ?? ''))]
}
