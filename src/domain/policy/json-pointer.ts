import { fold } from './fold.ts'
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

/** What is looked for in an object may be found in each object of a list, too: many programs take requests in batches. */
export function follow(pointer: readonly string[], root: Json): Pointed {
  let value = root
  for (const [place, token] of pointer.entries()) {
    if (isList(value)) {
      const next = INDEX.test(token) ? value[Number(token)] : undefined
      if (next === undefined) return isInBatch(pointer.slice(place), value) ? 'unsure' : 'nothing'
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

const isInBatch = (pointer: readonly string[], list: readonly Json[]): boolean =>
  list.some((one) => typeof one === 'object' && follow(pointer, one) !== 'nothing')

/** Some programs mind no letter case in names. */
function hasCaseless(object: ReadonlyMap<string, Json>, token: string): boolean {
  const folded = fold(token)
  return [...object.keys()].some((name) => fold(name) === folded)
}
