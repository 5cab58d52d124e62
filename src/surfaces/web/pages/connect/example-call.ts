import { formatBoundOrigin } from '../../../../domain/binding.ts'
import type { CredentialInfo } from '../../../../domain/credential.ts'
import { previewScopes } from '../../../../domain/scope-preview.ts'
import type { ExampleCall } from '../../../json/agent-settings.ts'

/** A call that a key of these scopes may make: the first credential of theirs that has a host, and that host. Throws `invalid_request`. */
export function exampleCall(
  scopes: readonly string[],
  credentials: readonly CredentialInfo[],
): ExampleCall | undefined {
  const targets = new Map<string, string>()
  for (const { alias, binding } of credentials) {
    const origin = binding.find(({ host }) => !host.startsWith('*'))
    if (origin !== undefined) targets.set(alias, `${formatBoundOrigin(origin)}/`)
  }
  const [alias = ''] = previewScopes(scopes, [...targets.keys()]).covered
  const target = targets.get(alias)
  return target === undefined ? undefined : { alias, target }
}
