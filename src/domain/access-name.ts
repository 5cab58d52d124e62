import { isPathStep } from './alias.ts'
import { VultrinoError } from './errors.ts'
import { showsKey } from './parse-description.ts'

const NAME = /^[A-Za-z0-9._-]{1,64}$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

/** Whether a text is one by which a role or key may be looked up: a name or an id. */
export const isAccessName = (text: string): boolean => NAME.test(text) && !showsKey(text)

/**
 * Checks the name of a new role or API key, `what` it names: 1 to 64 letters, digits, `.`, `_`, `-`. Not an id or, for
 * a key, its beginning: whatever one is looked up by means one thing only. Throws `invalid_request`; its text never
 * quotes the name, which may be a key put in the wrong place.
 */
export function parseAccessName(text: string, what: 'role' | 'API key'): string {
  const kind = what === 'role' ? 'a role' : 'an API key'
  if (showsKey(text)) refuse(`the name of the ${what} holds a key, and names are shown`)
  if (!NAME.test(text)) {
    refuse(`the name of ${kind} is 1 to 64 letters, digits, dots, underscores or hyphens`)
  }
  if (isPathStep(text)) refuse(`the name of ${kind} cannot be '.' or '..'`)
  if (UUID.test(text)) refuse(`the name of ${kind} cannot look like an id`)
  if (what === 'API key' && text.startsWith('vk_')) {
    refuse("the name of an API key cannot begin with 'vk_': it would look like the key itself")
  }
  return text
}
