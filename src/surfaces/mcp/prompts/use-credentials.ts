import { credentialLine, knownCredentials } from './known-credentials.ts'
import type { Prompt } from './prompt.ts'

export const useCredentials: Prompt = {
  name: 'use_credentials',
  title: 'Work with the credentials there are',
  description: 'Says which credentials you have and how to call APIs with them',
  needs: 'read',
  action: 'credential.list',
  arguments: [{ name: 'task', description: 'What is to be done with them', required: false }],
  text: async ({ task }, call) => {
    const lines = (await knownCredentials(call)).map(credentialLine)
    return [
      lines.length === 0
        ? 'Vultrino has no credential for you yet. Tell the user so before anything else.'
        : `You have these credentials through Vultrino:\n${lines.join('\n')}`,
      [
        'How to work with them:',
        '- Name a credential by its alias in http_request. Vultrino puts the secret in; you never see it and never need it.',
        '- Never ask for a password, key or token, and do not take one that is offered: the user adds it to Vultrino instead.',
        '- Each credential goes to its own hosts only. check_access says beforehand whether a request would be allowed.',
        '- Read before you change anything, and say what you are about to change.',
        '- What you do is recorded.',
      ].join('\n'),
      ...(task === undefined ? [] : [`The task: ${task}`]),
    ].join('\n\n')
  },
}
