import { THERE_ALREADY, unsafeEdit } from './unsafe-edit.ts'

type Fields = Record<string, unknown>

/**
 * A JSON file with the lists of a snippet (`{"mcpServers": {"name": …}}`) added to its own. All else stays, in its order; only
 * the layout is made uniform. Throws `invalid_arguments` on what is no plain JSON, comments included, and on a name that is taken.
 */
export function addToJson(text: string, snippet: string): string {
  const file = text.trim() === '' ? {} : parsed(text)
  for (const [list, servers] of Object.entries(JSON.parse(snippet) as Record<string, Fields>)) {
    const there = Object.hasOwn(file, list) ? file[list] : (file[list] = {})
    if (!isFields(there)) throw unsafeEdit(`'${list}' in the settings is no list of servers`)
    for (const [name, server] of Object.entries(servers)) {
      if (Object.hasOwn(there, name)) throw unsafeEdit(THERE_ALREADY)
      there[name] = server
    }
  }
  return `${JSON.stringify(file, null, indentOf(text))}\n`
}

function parsed(text: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unsafeEdit('the settings file is not plain JSON (it is broken, or holds comments)')
  }
  if (!isFields(value)) throw unsafeEdit('the settings file holds no settings')
  // What reading and writing would change: names that stand twice, numbers beyond their precision.
  if (squeezed(text) !== squeezed(JSON.stringify(value))) {
    throw unsafeEdit('the settings file holds what would be lost by writing it anew')
  }
  return value
}

/** Its strings as they are read, and nothing between the parts. */
function squeezed(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (part) =>
    part.startsWith('"') ? JSON.stringify(JSON.parse(part)) : '',
  )
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const indentOf = (text: string): string => /^[{[]\r?\n([ \t]+)"/.exec(text.trimStart())?.[1] ?? '  '
