import { readToml } from '../../../domain/read-toml.ts'
import { THERE_ALREADY, unsafeEdit } from './unsafe-edit.ts'

/**
 * A TOML file with the tables of a snippet after its own; what was there stays letter by letter. Throws `invalid_arguments` on
 * what is no TOML, and on a table that is there already.
 */
export function addToToml(text: string, snippet: string): string {
  const before = readToml(text)
  if (before === undefined) throw unsafeEdit('the settings file is not valid TOML')
  const wanted = readToml(snippet) ?? {}
  for (const [list, servers] of Object.entries(wanted)) {
    const there = before[list]
    if (!isTable(there) || !isTable(servers)) continue
    if (Object.keys(servers).some((name) => Object.hasOwn(there, name))) throw unsafeEdit(THERE_ALREADY)
  }
  const end = text === '' || text.endsWith('\n') ? '' : '\n'
  const after = `${text}${end}${text.trim() === '' ? '' : '\n'}${snippet}\n`
  const read = readToml(after)
  for (const [list, servers] of Object.entries(wanted)) {
    // Servers on one line take no more; in an array of tables the new ones would become a part of its last.
    const there = read?.[list]
    if (
      isTable(there) &&
      isTable(servers) &&
      Object.keys(servers).every((name) => Object.hasOwn(there, name))
    )
      continue
    throw unsafeEdit('the settings file has its servers in another form')
  }
  return after
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
