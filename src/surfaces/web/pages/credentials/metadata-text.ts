import type { JsonValue } from '../../../../domain/credential.ts'
import { PLACEMENT_KEYS } from '../../../../domain/credential-types/header-placement.ts'
import { VultrinoError } from '../../../../domain/errors.ts'

type Metadata = Readonly<Record<string, JsonValue>>

const isPlacement = (name: string): boolean => PLACEMENT_KEYS.some((key) => key === name)

/** The owner's own notes as lines `name: value`. What is no plain text is JSON. */
export function metadataText(metadata: Metadata): string {
  return ownNotes(metadata)
    .map(([name, value]) => `${name}: ${isPlainLine(value) ? value : JSON.stringify(value)}`)
    .join('\n')
}

/** Metadata but for what says where the key goes. */
export const ownNotes = (metadata: Metadata): readonly (readonly [string, JsonValue])[] =>
  Object.entries(metadata).filter(([name]) => !isPlacement(name))

/** Reads such lines. Throws `invalid_request`. */
export function parseMetadataText(text: string): Metadata {
  const entries = new Map<string, JsonValue>()
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue
    const [, name, value] = /^\s*([^:\s][^:]*?)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined) refuse('a line of metadata is a name, a colon and a value')
    else if (entries.has(name)) refuse('a line of metadata has the name of another')
    else if (isPlacement(name)) refuse('metadata that says where the key goes has fields of its own')
    else entries.set(name, parseValue(value))
  }
  return Object.fromEntries(entries)
}

/** What turns the notes there are into those that were typed. */
export function metadataChanges(before: Metadata, after: Metadata): Metadata {
  const gone = ownNotes(before).filter(([name]) => !Object.hasOwn(after, name))
  return { ...Object.fromEntries(gone.map(([name]) => [name, null])), ...after }
}

/** Whether a text is read again as that very text. */
function isPlainLine(value: JsonValue): value is string {
  return (
    typeof value === 'string' &&
    value === value.trim() &&
    !/[\r\n]/.test(value) &&
    parseValue(value) === value
  )
}

/** JSON where it is an object, a list, a quoted text, a number or a truth value; else the text itself. */
function parseValue(text: string): JsonValue {
  try {
    const value = JSON.parse(text) as JsonValue
    return value === null ? text : value
  } catch {
    return text
  }
}

function refuse(reason: string): never {
  throw new VultrinoError('invalid_request', { reason })
}
