import { VultrinoError } from './errors.ts'

const ALIAS = /^[A-Za-z0-9._-]{1,128}$/

/** Checks a credential's name: letters, digits, `.`, `_`, `-`, 1–128 of them. Throws `invalid_request`. */
export function parseAlias(text: string): string {
  if (!ALIAS.test(text)) {
    throw new VultrinoError('invalid_request', {
      reason: 'an alias is 1 to 128 letters, digits, dots, underscores or hyphens',
    })
  }
  return text
}
