import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type McpServer,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { NO_INPUT, text } from './fixture-tools.ts'

const form = (message: string, name: string, type: 'string' | 'boolean' = 'string') =>
  inputRequired.elicit({
    message,
    requestedSchema: {
      type: 'object',
      properties: { [name]: type === 'string' ? { type } : { type } },
      required: [name],
    },
  })
const sample = (question: string) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: question } }],
    maxTokens: 100,
  })
const accepted = (context: ServerContext, key: string) => acceptedContent(context.mcpReq.inputResponses, key)
const given = (context: ServerContext, key: string) => inputResponse(context.mcpReq.inputResponses, key)
type Fields = Readonly<Record<string, unknown>>
const capabilities = (context: ServerContext): Fields =>
  ((context.mcpReq.envelope as Fields | undefined)?.[CLIENT_CAPABILITIES_META_KEY] ?? {}) as Fields

/** The tools of revision 2026-07-28 that need more than one round, or a capability. */
export function mountRounds(mcp: McpServer, state: RequestStateCodec<string>): void {
  const tool = (
    name: string,
    run: (context: ServerContext) => Promise<ReturnType<typeof text> | ReturnType<typeof inputRequired>>,
  ) => mcp.registerTool(name, NO_INPUT, (_, context) => run(context))
  const stated = async (context: ServerContext): Promise<string | undefined> =>
    Promise.resolve(context.mcpReq.requestState<string>())

  tool('test_input_required_result_elicitation', async (context) => {
    const answer = accepted(context, 'user_name')
    if (typeof answer?.['name'] !== 'string') {
      return inputRequired({ inputRequests: { user_name: form('What is your name?', 'name') } })
    }
    return Promise.resolve(text(`Hello, ${answer['name']}!`))
  })
  tool('test_input_required_result_sampling', async (context) => {
    const answer = given(context, 'capital_question')
    if (answer.kind !== 'sampling') {
      return inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?') } })
    }
    return Promise.resolve(text(JSON.stringify(answer.result.content)))
  })
  tool('test_input_required_result_list_roots', async (context) => {
    const answer = given(context, 'client_roots')
    if (answer.kind !== 'roots') {
      return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })
    }
    return Promise.resolve(text(answer.roots.map(({ uri }) => uri).join(' ')))
  })
  for (const name of [
    'test_input_required_result_request_state',
    'test_input_required_result_tampered_state',
  ]) {
    tool(name, async (context) => {
      if (accepted(context, 'confirm') !== undefined && (await stated(context)) === 'confirming') {
        return text('state-ok')
      }
      return inputRequired({
        inputRequests: { confirm: form('Please confirm', 'ok', 'boolean') },
        requestState: await state.mint('confirming', context),
      })
    })
  }
  tool('test_input_required_result_multiple_inputs', async (context) => {
    const all = ['user_name', 'greeting', 'client_roots'].every(
      (key) => given(context, key).kind !== 'missing',
    )
    if (all && (await stated(context)) === 'several') return text('Everything is there')
    return inputRequired({
      inputRequests: {
        user_name: form('What is your name?', 'name'),
        greeting: sample('Generate a greeting'),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await state.mint('several', context),
    })
  })
  tool('test_input_required_result_multi_round', async (context) => {
    const at = await stated(context)
    if (at === 'second' && accepted(context, 'step2') !== undefined) return text('Both rounds are done')
    const second = at === 'first' && accepted(context, 'step1') !== undefined
    return inputRequired({
      inputRequests: second
        ? { step2: form('Step 2: What is your favorite color?', 'color') }
        : { step1: form('Step 1: What is your name?', 'name') },
      requestState: await state.mint(second ? 'second' : 'first', context),
    })
  })
  tool('test_input_required_result_capabilities', async (context) => {
    const { sampling, elicitation } = capabilities(context)
    return Promise.resolve(
      inputRequired({
        inputRequests: {
          ...(sampling === undefined ? {} : { question: sample('What is the capital of France?') }),
          ...(elicitation === undefined ? {} : { name: form('What is your name?', 'name') }),
        },
      }),
    )
  })
  tool('test_missing_capability', async (context) => {
    if (given(context, 'question').kind === 'sampling') return text('The capability is there')
    return Promise.resolve(inputRequired({ inputRequests: { question: sample('Can you answer?') } }))
  })
  tool('test_streaming_elicitation', async (context) => {
    if (accepted(context, 'user_name') !== undefined) return text('done')
    await context.mcpReq.notify({
      method: 'notifications/message',
      params: { level: 'info', data: 'asking' },
    })
    return inputRequired({ inputRequests: { user_name: form('What is your name?', 'name') } })
  })
  mcp.registerPrompt('test_input_required_result_prompt', { description: 'Asks first' }, (context) => {
    const answer = accepted(context, 'user_context')
    if (answer === undefined) {
      return inputRequired({
        inputRequests: { user_context: form('What context should the prompt use?', 'context') },
      })
    }
    return { messages: [{ role: 'user', content: { type: 'text', text: JSON.stringify(answer) } }] }
  })
}
