import { VultrinoError } from '../../../../domain/errors.ts'
import { parseRole, sameRole } from '../../../../domain/parse-role.ts'
import type { CreatedApiKey } from '../../../../ports/control-plane.ts'
import type { Shown, Visit } from '../../page.ts'
import { creationOf, isUsedUp, USED_UP } from '../keys/creation-field.ts'
import { expiryOf } from '../keys/expiry-fields.ts'
import { refusalOf } from '../roles/form-problems.ts'
import { agentChecks, agentRole, EMPTY_AGENT, typedAgent, type AgentEntry } from './agent-entry.ts'
import { connectForm } from './connect-form.ts'
import { exampleCall } from './example-call.ts'
import { agentSettings } from './settings-page.ts'

/** `GET /connect`. `credential`: one that is ticked already. */
export const newAgent = (visit: Visit): Promise<Shown> =>
  connectForm(visit, { entry: { ...EMPTY_AGENT, ticked: visit.query.getAll('credential') } })

/** `POST /connect`: makes the role, or takes the very same one if it is there, and the key. The same form twice makes them once. */
export async function connectAgent(visit: Visit): Promise<Shown> {
  const entry = typedAgent(visit.form)
  if (visit.form.has('show')) return connectForm(visit, { entry })
  const now = visit.deps.now()
  try {
    const { scopes } = agentRole(entry)
    // Beforehand: once the key is made, nothing may keep it from being shown.
    const example = exampleCall(scopes, await visit.control.listCredentials())
    return agentSettings(visit, entry.client, await make(visit, entry, now), example)
  } catch (thrown) {
    if (isUsedUp(thrown))
      return connectForm(visit, { entry, problems: [{ text: USED_UP }], status: 422, afresh: true })
    return connectForm(visit, { entry, ...refusalOf(visit, thrown, agentChecks(entry, now), 'name') })
  }
}

async function make(visit: Visit, entry: AgentEntry, now: number): Promise<CreatedApiKey> {
  const { control, form } = visit
  const wanted = agentRole(entry)
  const expiresAt = expiryOf(entry.expiry, now)
  const creation = creationOf(form)
  await checkName(visit, entry)
  const { name, id } = await control.createRole(wanted)
  return control.createKey({ name, role: id, expiresAt }, creation)
}

/** Makes no role for a key that cannot be made. With the role there already, making the key says it. Throws `conflict`. */
async function checkName({ control }: Visit, entry: AgentEntry): Promise<void> {
  const wanted = parseRole(agentRole(entry))
  const [roles, keys] = await Promise.all([control.listRoles(), control.listKeys()])
  if (roles.some((role) => sameRole(role, wanted))) return
  if (keys.some(({ name }) => name === wanted.name))
    throw new VultrinoError('conflict', { kind: 'key', name: wanted.name })
}
