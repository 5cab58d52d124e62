import type { Json } from './strict-json.ts'

/** Reads a JSON pointer (RFC 6901) into its tokens; `undefined`: it is none. */
export function parsePointer(text: string): readonly string[] | undefined {
  if (text === '') return []
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What a pointer finds: a value, nothing, or something that another program would find where we do not. */
export type Pointed = { readonly value: Json } | 'nothing' | 'unsure'

const INDEX = /^(?:0|[1-9][0-9]{0,8})$/

export function follow(pointer: readonly string[], root: Json): Pointed {
  let value = root
  for (const token of pointer) {
    if (isList(value)) {
      const next = INDEX.test(token) ? value[Number(token)] : undefined
      if (next === undefined) return 'nothing'
      value = next
    } else if (isObject(value)) {
      const next = value.get(token)
      if (next === undefined) return hasCaseless(value, token) ? 'unsure' : 'nothing'
      value = next
    } else return 'nothing'
  }
  return { value }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
export const isObject = (value: Json): value is ReadonlyMap<string, Json> => value instanceof Map

/** Some programs mind no letter case in names. */
function hasCaseless(object: ReadonlyMap<string, Json>, token: string): boolean {
  const lower = token.toLowerCase()
  return [...object.keys()].some((name) => name.toLowerCase() === lower)
}
