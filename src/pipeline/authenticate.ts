import { VultrinoError } from '../domain/errors.ts'
import type { Principal } from '../domain/principal.ts'
import type { RequestOptions } from '../domain/server-options.ts'
import type { Identified, Presented, Received } from './stages.ts'

type Verdict = (options: RequestOptions) => Principal

const OWNER: Principal = { kind: 'owner' }
const KEYS_REQUIRED =
  'This server asks for keys, and those are not built yet: leave out [auth] required and set [server] mode = "local"'
const ANOTHER_USER =
  'Call as the OS user who runs the server, or have its owner set [server] local_any_user = true'

/** What each way of presenting oneself is worth. */
const VERDICTS = {
  owner: () => OWNER,
  // No key has been made, so none is valid; the answer is the same as for a key that never existed.
  token: () => {
    throw new VultrinoError('unauthorized')
  },
  local: (options) => {
    if (!options.localUser) throw new VultrinoError('unauthorized', { hint: KEYS_REQUIRED })
    return { kind: 'local', permissions: options.localPermissions }
  },
  nobody: ({ localUser }) => {
    throw new VultrinoError('unauthorized', { hint: localUser ? ANOTHER_USER : KEYS_REQUIRED })
  },
} satisfies Record<Presented['kind'], Verdict>

/** Step 2: who asks. Throws `unauthorized`. */
export function authenticate(received: Received, options: RequestOptions): Identified {
  const principal = VERDICTS[received.inbound.presented.kind](options)
  return { received, principal } as Identified
}
