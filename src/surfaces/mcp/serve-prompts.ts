import type { McpServer } from '@modelcontextprotocol/server'
import { VultrinoError } from '../../domain/errors.ts'
import { serveCall, type Call } from './call.ts'
import type { Lists } from './lists.ts'
import type { McpDeps, McpPeer } from './mcp-deps.ts'
import { PROMPTS } from './prompts/index.ts'
import type { Prompt } from './prompts/prompt.ts'
import { protocolError, unknown } from './protocol-error.ts'

const LONGEST_ARGUMENT = 4096

/** `prompts/list` and `prompts/get`. */
export function servePrompts({ server }: McpServer, deps: McpDeps, peer: McpPeer, lists: Lists): void {
  server.setRequestHandler('prompts/list', async () => {
    try {
      return { prompts: (await lists.offer()).prompts.map(listed) }
    } catch (thrown) {
      throw protocolError(thrown)
    }
  })
  server.setRequestHandler(
    'prompts/get',
    async ({ params: { name, arguments: args = {} } }, { mcpReq: { signal } }) => {
      const prompt = PROMPTS.find((one) => one.name === name)
      if (prompt === undefined) throw unknown('prompt', 'prompts/list')
      const { action, description } = prompt
      try {
        const text = await serveCall(deps, peer, { action, signal }, async (call) =>
          prompt.text(await checked(prompt, args, call), call),
        )
        return { description, messages: [{ role: 'user', content: { type: 'text', text } }] }
      } catch (thrown) {
        throw protocolError(thrown)
      }
    },
  )
}

const listed = ({ name, title, description, arguments: args }: Prompt) => ({
  name,
  title,
  description,
  arguments: args.map(({ name: called, description: what, required }) => ({
    name: called,
    description: what,
    required,
  })),
})

/** Throws `invalid_request`, to those only who are let in. */
async function checked(
  prompt: Prompt,
  args: Readonly<Record<string, string>>,
  call: Call,
): Promise<Readonly<Record<string, string>>> {
  const names = prompt.arguments.map(({ name }) => name)
  const missing = prompt.arguments.find(({ name, required }) => required && !Object.hasOwn(args, name))
  const reason =
    missing !== undefined
      ? `the argument ${missing.name} is missing`
      : Object.keys(args).some((name) => !names.includes(name))
        ? `there is an unknown argument; the arguments are ${names.join(', ')}`
        : Object.values(args).some((value) => value.length > LONGEST_ARGUMENT)
          ? `an argument is at most ${LONGEST_ARGUMENT} characters`
          : undefined
  if (reason === undefined) return args
  await call.enter('management')
  throw new VultrinoError('invalid_request', { reason })
}
