import { VultrinoError } from '../../domain/errors.ts'
import { splitScopes } from '../../domain/scope-preview.ts'

/**
 * The patterns of `--scopes`; `undefined` if it was not given. No patterns are every alias, which is not what an empty
 * shell variable or a slip of the keyboard may mean: that throws `invalid_arguments` with `hint`, which says how it is meant.
 */
export function scopePatterns(text: string | undefined, hint: string): readonly string[] | undefined {
  if (text === undefined) return undefined
  const scopes = splitScopes(text)
  if (scopes.length > 0) return scopes
  throw new VultrinoError('invalid_arguments', { reason: '--scopes holds no pattern', hint })
}
