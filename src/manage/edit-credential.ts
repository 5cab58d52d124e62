import type { Credential, CredentialInfo } from '../domain/credential.ts'
import type { RawData } from '../domain/credential-types/parse-data.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Action } from './acts.ts'
import { allowAct } from './allow-act.ts'
import { credentialInfo } from './credential-info.ts'
import { checkInsideReach } from './inside-reach.ts'
import type { Management } from './management.ts'
import { judgedAndRecorded } from './recorded.ts'
import { withReleased } from './released-origins.ts'
import { checkSecretGiven, givesSecret } from './secret-required.ts'

/** A change of one credential. */
export interface Edit {
  /** What may be shown of it, as it is to be; id and dates are not its to change. Throws `invalid_request`. */
  readonly describe: (credential: CredentialInfo) => CredentialInfo
  /** The rest, given the credential so described and its old data. Throws `invalid_request`. */
  readonly complete?: (credential: Credential) => Credential
  /** The alias it gives. */
  readonly rename?: string | undefined
  /** Fields of the credential that the same call gives. */
  readonly data?: RawData | undefined
}

/**
 * Changes one stored credential in place, on the newest version of the vault and under its lock. `prepare` reads what
 * the caller asks for. Throws `forbidden`, `not_found`, `conflict` (new alias taken), `secret_required`,
 * `audit_unavailable`, and what `prepare`, the edit and writing throw.
 */
export async function editCredential(
  management: Management,
  action: Action,
  alias: string,
  prepare: () => Edit | Promise<Edit>,
): Promise<CredentialInfo> {
  const { vault, clock, caller } = management

  function described(credential: CredentialInfo, { describe, data }: Edit): CredentialInfo {
    const { id, createdAt } = credential
    const kept = { ...describe(credential), id, createdAt, updatedAt: new Date(clock.now()).toISOString() }
    checkSecretGiven(caller.principal, credential, kept, data)
    checkInsideReach(caller.principal, credential.binding, kept.binding)
    return withGiver(withReleased(credential, kept, data), data)
  }

  function withGiver({ givenByCaller, ...rest }: CredentialInfo, data: Edit['data'] = {}): CredentialInfo {
    const owners = caller.principal.kind === 'owner'
    const remains = givesSecret(rest.type, data) ? !owners : givenByCaller === true
    return remains ? { ...rest, givenByCaller: true } : rest
  }

  async function judge(): Promise<Edit> {
    const edit = await prepare()
    if (edit.rename !== undefined) allowAct(caller.principal, action, edit.rename)
    const found = vault.find(alias)
    // Asked again under the lock, since it may change meanwhile; asked here, so that a refusal is on record as one.
    if (found !== undefined) described(found, edit)
    return edit
  }

  return judgedAndRecorded(management, action, alias, judge, (edit) =>
    vault.change((draft) => {
      const found = draft.find(alias)
      if (found === undefined) throw new VultrinoError('not_found', { alias })
      const shown = described(found, edit)
      const credential = { ...shown, data: draft.unseal(found.id).data }
      const edited = edit.complete?.(credential) ?? credential
      draft.put(edited)
      return credentialInfo(edited)
    }),
  )
}
