import { formatBoundOrigin } from '../../../domain/binding.ts'
import type { CredentialInfo } from '../../../domain/credential.ts'
import type { Call } from '../call.ts'

/** The credentials that whoever asks may see. */
export async function knownCredentials(call: Call): Promise<readonly CredentialInfo[]> {
  return (await call.control()).listCredentials()
}

export async function knownAliases(call: Call): Promise<readonly string[]> {
  return (await knownCredentials(call)).map(({ alias }) => alias)
}

/** Where a credential may be sent, in words. */
export const reach = ({ binding }: CredentialInfo): string =>
  binding.length === 0
    ? 'not bound to any host yet'
    : `for ${binding.map((origin) => formatBoundOrigin({ ...origin, addresses: [] })).join(', ')}`

/** One credential on one line. Whatever its owner wrote stays on that line. */
export function credentialLine(credential: CredentialInfo): string {
  const { alias, type, description } = credential
  const said = (description ?? '').replace(/\s+/g, ' ').trim()
  return `- ${alias} (${type}, ${reach(credential)})${said === '' ? '' : `: ${said}`}`
}
