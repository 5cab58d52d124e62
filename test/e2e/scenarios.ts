import type { ErrorCode } from '../../src/domain/errors.ts'

/** What the table may name: the target that the credentials know, one that they do not, and a port where nobody listens. */
export interface Places {
  readonly target: string
  readonly elsewhere: string
  readonly nobody: string
}

/** One request, told without any surface; every front door must decide it alike. */
export interface Scenario {
  readonly name: string
  readonly alias: string | null
  readonly url: (places: Places) => string
  readonly method?: string
  /** `null`: it is answered by the target. */
  readonly refusal: ErrorCode | null
  /** Whether the refusal came after the intent was recorded. */
  readonly failedLate?: boolean
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'a call within the binding', alias: 'bound', url: ({ target }) => `${target}/me`, refusal: null },
  { name: 'a query', alias: 'bound', url: ({ target }) => `${target}/me?page=2`, refusal: null },
  {
    name: 'another method',
    alias: 'bound',
    url: ({ target }) => `${target}/me`,
    method: 'DELETE',
    refusal: null,
  },
  {
    name: 'another port',
    alias: 'bound',
    url: ({ elsewhere }) => `${elsewhere}/me`,
    refusal: 'destination_denied',
  },
  {
    name: 'another scheme',
    alias: 'bound',
    url: ({ target }) => `${target.replace('http:', 'https:')}/me`,
    refusal: 'destination_denied',
  },
  {
    name: 'another spelling of the same address',
    alias: 'bound',
    url: ({ target }) => `${target.replace('127.0.0.1', '2130706433')}/me`,
    refusal: 'invalid_request',
  },
  {
    name: 'a name for the same address',
    alias: 'bound',
    url: ({ target }) => `${target.replace('127.0.0.1', 'localhost')}/me`,
    refusal: 'destination_denied',
  },
  {
    name: 'user information',
    alias: 'bound',
    url: ({ target }) => `${target.replace('://', '://api.example.com@')}/me`,
    refusal: 'invalid_request',
  },
  {
    name: 'the known target in front of another host',
    alias: 'bound',
    url: ({ elsewhere }) => `${elsewhere.replace('://', '://127.0.0.1:80@')}/me`,
    refusal: 'invalid_request',
  },
  { name: 'no URL', alias: 'bound', url: () => 'https://', refusal: 'invalid_request' },
  { name: 'no such credential', alias: 'missing', url: ({ target }) => `${target}/me`, refusal: 'not_found' },
  { name: 'an odd alias', alias: 'a,b', url: ({ target }) => `${target}/me`, refusal: 'invalid_request' },
  {
    name: 'an unbound credential',
    alias: 'unbound',
    url: ({ target }) => `${target}/me`,
    refusal: 'unbound_credential',
  },
  {
    name: 'a target that is not there',
    alias: 'to-nobody',
    url: ({ nobody }) => `${nobody}/me`,
    refusal: 'upstream_error',
    failedLate: true,
  },
]
