import { holds } from '../../../domain/principal.ts'
import { credentialLine, knownCredentials } from './known-credentials.ts'
import type { Prompt } from './prompt.ts'

export const handleErrors: Prompt = {
  name: 'handle_errors',
  title: 'When a request is refused',
  description: 'What to do when a credential is missing or a request was refused',
  needs: null,
  action: 'credential.list',
  arguments: [{ name: 'error', description: 'Code of the error, such as policy_denied', required: false }],
  text: async ({ error }, call) => {
    const mayLook = holds(await call.enter('management'), 'read')
    const lines = mayLook ? (await knownCredentials(call)).map(credentialLine) : []
    return [
      ...(error === undefined ? [] : [`Vultrino answered with the error ${error}.`]),
      [
        'When Vultrino refuses a request or has no credential for it:',
        '- Its error says in "hint" what would help. Do that, or pass it on to the user: some of it only the owner can do.',
        '- Do not send the same request again unless the error is rate_limited, credential_changed or upstream_timeout; then wait first.',
        '- Tell the user what you were going to do, why it was refused, and which credentials you do have.',
        '- Offer what can be done with those. If another credential is needed, the user adds it to Vultrino.',
        '- Never try to reach the target in another way, with another credential than the one meant for it, or with a secret from elsewhere.',
      ].join('\n'),
      lines.length === 0
        ? 'There is no credential that you can see.'
        : `The credentials you have:\n${lines.join('\n')}`,
    ].join('\n\n')
  },
}
