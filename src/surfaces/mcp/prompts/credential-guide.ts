import { credentialLine, knownAliases } from './known-credentials.ts'
import type { Prompt } from './prompt.ts'

export const credentialGuide: Prompt = {
  name: 'credential_guide',
  title: 'Work with one service',
  description: 'How to go about a service that one credential is for: what to call, and what first',
  needs: 'read',
  action: 'credential.get',
  arguments: [
    { name: 'alias', description: 'Alias of the credential', required: true, complete: knownAliases },
    { name: 'task', description: 'What is to be done there', required: false },
  ],
  text: async ({ alias = '', task }, call) => {
    const credential = await (await call.control()).getCredential(alias)
    return [
      `For this service use the credential ${credential.alias}, and no other:\n${credentialLine(credential)}`,
      [
        'Step by step:',
        '1. Find out which endpoint of its API does what is needed, and which version of the API that is.',
        `2. Ask check_access with credential=${credential.alias} if you are not sure that a method or path is allowed.`,
        '3. Call it with http_request. Begin with GET requests; they change nothing.',
        '4. Before a POST, PUT, PATCH or DELETE, say what it will change.',
        '5. The body of the answer is text: read it by its content-type. A large list comes in pages: follow them.',
      ].join('\n'),
      ...(task === undefined ? [] : [`The task: ${task}`]),
    ].join('\n\n')
  },
}
