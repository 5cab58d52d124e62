import { parseAccessName } from '../../../../domain/access-name.ts'
import { VultrinoError } from '../../../../domain/errors.ts'
import { parseRole, type RawRole } from '../../../../domain/parse-role.ts'
import { splitScopes } from '../../../../domain/scope-preview.ts'
import { AGENT_SETTINGS, type AgentClient } from '../../../json/agent-settings.ts'
import type { Form } from '../../form.ts'
import { expiryOf, typedExpiry, type ExpiryEntry } from '../keys/expiry-fields.ts'
import type { FieldChecks } from '../roles/form-problems.ts'
import { PERMISSIONS_ID } from '../roles/role-words.ts'

/** Of the list of problems: where it leads for the credentials. */
export const CREDENTIALS_ID = 'credentials'

/** What stands in the form that connects an agent. */
export interface AgentEntry {
  readonly name: string
  readonly client: AgentClient
  /** Aliases that are ticked. */
  readonly ticked: readonly string[]
  /** Patterns beside them, as they were typed. */
  readonly patterns: string
  /** Which credentials the list is to show. */
  readonly filter: string
  readonly permissions: readonly string[]
  readonly expiry: ExpiryEntry
}

export const EMPTY_AGENT: AgentEntry = {
  name: '',
  client: 'claude-desktop',
  ticked: [],
  patterns: '',
  filter: '',
  permissions: ['read', 'execute'],
  expiry: { preset: '30d', date: '' },
}

const isClient = (text: string): text is AgentClient => Object.hasOwn(AGENT_SETTINGS, text)

export function typedAgent(form: Form): AgentEntry {
  const client = form.text('client')
  return {
    name: form.text('name'),
    client: isClient(client) ? client : EMPTY_AGENT.client,
    ticked: [...new Set(form.all('credential'))],
    patterns: form.text('patterns'),
    filter: form.text('filter'),
    permissions: form.all('permissions'),
    expiry: typedExpiry(form),
  }
}

export const scopesOf = ({ ticked, patterns }: AgentEntry): readonly string[] => [
  ...new Set([...ticked, ...splitScopes(patterns)]),
]

/**
 * The role that the agent is to have. Throws `invalid_request` where no credential was chosen: to a role that would mean
 * all of them, which here must be said.
 */
export function agentRole(entry: AgentEntry): RawRole {
  const scopes = scopesOf(entry)
  if (scopes.length === 0) {
    throw new VultrinoError('invalid_request', {
      reason: 'tick at least one credential, or write a pattern: * stands for all of them',
    })
  }
  return {
    name: entry.name,
    description: 'For an agent that was connected in the web UI',
    permissions: entry.permissions,
    scopes,
  }
}

const SOME: RawRole = { name: 'role', description: null, permissions: ['read'], scopes: [] }

export function agentChecks(entry: AgentEntry, now: number): FieldChecks {
  return {
    name: () => parseAccessName(entry.name, 'API key'),
    [`#${CREDENTIALS_ID}`]: () => parseRole({ ...SOME, scopes: agentRole(entry).scopes }),
    [`#${PERMISSIONS_ID}`]: () => parseRole({ ...SOME, permissions: entry.permissions }),
    expires_on: () => expiryOf(entry.expiry, now),
  }
}
