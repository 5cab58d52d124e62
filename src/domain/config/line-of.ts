const HEADER = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$/
const KEY = /^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=/

const plain = (dotted: string): string =>
  dotted
    .split('.')
    .map((part) => part.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .join('.')

/**
 * The line (from 1) of a TOML text where a key of a table is set, or where the table begins, or 1. For error
 * messages: it reads headers and keys only, and a multi-line string that imitates one could mislead it.
 */
export function lineOf(text: string, table: string, key?: string): number {
  const wanted = table === '' ? key : key === undefined ? table : `${table}.${key}`
  let current = ''
  let nearby = 1
  for (const [index, line] of text.split('\n').entries()) {
    const header = HEADER.exec(line)?.[1]
    if (header !== undefined) {
      current = plain(header)
      if (current === table) nearby = index + 1
    }
    const assigned = header === undefined ? KEY.exec(line)?.[1] : undefined
    const here = assigned === undefined ? current : `${current}${current === '' ? '' : '.'}${plain(assigned)}`
    if (header === undefined && assigned === undefined) continue
    if (wanted !== undefined && (here === wanted || here.startsWith(`${wanted}.`))) return index + 1
  }
  return nearby
}
