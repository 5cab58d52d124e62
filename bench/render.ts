import type { Results } from './results.ts'
import { tables, type Table } from './tables.ts'

const explanation = [
  'Everything ran in one run on loopback, in turns (A B C A B C …); figures are medians over the rounds, ratios the',
  'median of the ratios of each round. The target, the peer and the load generator share the cores: at c=64 the',
  'throughput of a cheap peer is bounded by what the other two use ("load CPU" is the share of one core the generator',
  'took), so CPU per answer says more. Peers marked `-tls`, and varlock, reach their target over TLS: varlock puts a',
  'secret into nothing else, and opens a TLS connection of its own to verify the target for each request.',
].join('\n')

/** The whole run as text for a terminal. */
export function renderTerminal(results: Results): string {
  const parts = tables(results).map((table) => `${table.title}\n${columns(table)}${note(table)}`)
  return [heading(results), ...parts, ...scrub(results, 'Scrub throughput\n')].join('\n\n') + '\n'
}

/** The whole run as bench/RESULTS.md. */
export function renderMarkdown(results: Results): string {
  const parts = tables(results).map((table) => `## ${table.title}\n\n${markdown(table)}${note(table)}`)
  return (
    [
      '# Benchmark results',
      'Written by `npm run bench -- --write`; not edited by hand.',
      heading(results),
      explanation,
      ...parts,
      ...scrub(results, '## Scrub throughput\n\n```\n', '\n```'),
    ].join('\n\n') + '\n'
  )
}

function heading({ date, revision, machine, rounds, seconds }: Results): string {
  return [
    `${date}, revision ${revision}, ${rounds} rounds in ${seconds.toFixed(0)} s.`,
    `Machine: ${machine.cores} cores (${machine.cpu}), ${machine.memoryMiB} MiB of memory, Linux ${machine.kernel},`,
    `Node ${machine.node}; load average when the run began: ${machine.loadBefore.toFixed(2)}.`,
  ].join('\n')
}

function note(table: Table): string {
  return table.note === undefined ? '' : `\n\n${table.note}`
}

function scrub(results: Results, before: string, after = ''): readonly string[] {
  return results.scrub === null ? [] : [before + results.scrub.trim() + after]
}

function isText(table: Table, index: number): boolean {
  return (table.text ?? [0]).includes(index)
}

function markdown(table: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rule = table.columns.map((_, index) => (isText(table, index) ? '---' : '---:'))
  return [line(table.columns), line(rule), ...table.rows.map(line)].join('\n')
}

function columns(table: Table): string {
  const lines = [table.columns, ...table.rows]
  const widths = table.columns.map((_, index) => Math.max(...lines.map((cells) => cells[index]?.length ?? 0)))
  const pad = (cell: string, index: number): string =>
    isText(table, index) ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)
  return lines.map((cells) => '  ' + cells.map(pad).join('  ').trimEnd()).join('\n')
}
