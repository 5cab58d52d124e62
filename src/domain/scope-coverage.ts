import { compileGlob } from './glob.ts'

/**
 * Whether the scopes of a role (alias patterns, see `compileGlob`) cover an alias; compiled once, for many questions.
 * No scopes cover every alias. Throws `invalid_request` on what is no pattern.
 */
export function coverageOf(scopes: readonly string[]): (alias: string) => boolean {
  if (scopes.length === 0) return () => true
  const globs = scopes.map(compileGlob)
  return (alias) => globs.some((matches) => matches(alias))
}
