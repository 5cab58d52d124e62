import { parseRole } from './parse-role.ts'
import { coverageOf } from './scope-coverage.ts'

/** What the scopes of a role would cover of the credentials there are. */
export interface ScopePreview {
  /** As a role would keep them: each once. */
  readonly scopes: readonly string[]
  /** Aliases that are covered, in the order they were given. */
  readonly covered: readonly string[]
  /** Scopes that cover none of these aliases: right for credentials to come, or a slip. */
  readonly idle: readonly string[]
}

/** Previews the scopes of a role over the aliases there are. No scopes cover every alias. Throws `invalid_request`. */
export function previewScopes(wanted: readonly string[], aliases: readonly string[]): ScopePreview {
  const { scopes } = parseRole({
    name: 'preview',
    description: null,
    permissions: ['read'],
    scopes: wanted,
  })
  return {
    scopes,
    covered: aliases.filter(coverageOf(scopes)),
    idle: scopes.filter((scope) => !aliases.some(coverageOf([scope]))),
  }
}

/**
 * The patterns in a text: one a line, or between commas that are no part of one (`{a,b}`). White space around each is
 * left out, and so is what is empty.
 */
export function splitScopes(text: string): readonly string[] {
  return text
    .split(/[\n\r]/)
    .flatMap(splitLine)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** At most as long as a scope may be, so that no text takes long. Alternatives, a set (whose first place is a member, even `]`), an escaped character, or any other. */
const PART = /\{(?:\\[^]|[^\\}]){0,128}\}|\[[!^]?(?:\\[^]|[^\\])(?:\\[^]|[^\\\]]){0,128}\]|\\?[^]/gu

function splitLine(line: string): string[] {
  const scopes = ['']
  for (const [part] of line.matchAll(PART)) {
    if (part === ',') scopes.push('')
    else scopes.push((scopes.pop() ?? '') + part)
  }
  return scopes
}
