import {
  LOG_LEVEL_META_KEY,
  type CallToolResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import * as z from 'zod'

/** One pixel. */
export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
/** No sample at all. */
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA='

export const text = (said: string): CallToolResult => ({ content: [{ type: 'text', text: said }] })
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))
const image = { type: 'image', data: PNG, mimeType: 'image/png' } as const

const FIXED: Readonly<Record<string, CallToolResult>> = {
  test_simple_text: text('This is a simple text response for testing.'),
  test_image_content: { content: [image] },
  test_audio_content: { content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] },
  test_embedded_resource: {
    content: [
      {
        type: 'resource',
        resource: { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'An embedded resource.' },
      },
    ],
  },
  test_multiple_content_types: {
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      image,
      {
        type: 'resource',
        resource: { uri: 'test://mixed-content-resource', mimeType: 'application/json', text: '{"test":1}' },
      },
    ],
  },
}

/** Fields of a form, as the scenarios about defaults and choices want to see them. */
const FORMS: Readonly<Record<string, object>> = {
  test_elicitation_sep1034_defaults: {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  },
  test_elicitation_sep1330_enums: {
    untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    titledSingle: { type: 'string', oneOf: titled('value', 3) },
    legacyEnum: {
      type: 'string',
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
    titledMulti: { type: 'array', items: { anyOf: titled('value', 3) } },
  },
}

function titled(name: string, count: number): object[] {
  return Array.from({ length: count }, (_, at) => ({ const: `${name}${at + 1}`, title: `Choice ${at + 1}` }))
}

export const NO_INPUT = { description: 'A tool of the conformance suite', inputSchema: z.object({}) }

async function asked(context: ServerContext, message: string, properties: object): Promise<CallToolResult> {
  const params = { mode: 'form', message, requestedSchema: { type: 'object', properties, required: [] } }
  const answer: unknown = await context.mcpReq.send({ method: 'elicitation/create', params } as never)
  return text(`User response: ${JSON.stringify(answer)}`)
}

/** The tools that scenarios of both revisions call. */
export function mountTools(mcp: McpServer): void {
  for (const [name, result] of Object.entries(FIXED)) {
    mcp.registerTool(name, { description: name }, () => result)
  }
  for (const [name, properties] of Object.entries(FORMS)) {
    mcp.registerTool(name, NO_INPUT, (_, context) => asked(context, 'Please fill in the form', properties))
  }
  mcp.registerTool(
    'test_elicitation',
    { ...NO_INPUT, inputSchema: z.object({ message: z.string() }) },
    (input, context) =>
      asked(context, input.message, { response: { type: 'string', description: 'An answer' } }),
  )
  mcp.registerTool(
    'test_sampling',
    { ...NO_INPUT, inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, context) => {
      const messages = [{ role: 'user', content: { type: 'text', text: prompt } }]
      const answer: unknown = await context.mcpReq.send({
        method: 'sampling/createMessage',
        params: { messages, maxTokens: 100 },
      } as never)
      return text(`LLM response: ${JSON.stringify(answer)}`)
    },
  )
  mcp.registerTool('test_error_handling', { description: 'Fails' }, () => {
    throw new Error('This tool intentionally returns an error for testing')
  })
  mcp.registerTool('test_tool_with_logging', NO_INPUT, async (_, context) => {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await context.mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } })
      await pause()
    }
    return text('done')
  })
  // As the client wants it: only where the request gives a level.
  mcp.registerTool('test_logging_tool', NO_INPUT, async (_, context) => {
    const meta = context.mcpReq.envelope as Readonly<Record<string, unknown>> | undefined
    if (meta?.[LOG_LEVEL_META_KEY] !== undefined) {
      const params = { level: 'info', data: 'Tool execution started' } as const
      await context.mcpReq.notify({ method: 'notifications/message', params })
    }
    return text('done')
  })
  mcp.registerTool('test_tool_with_progress', NO_INPUT, async (_, context) => {
    const progressToken = context.mcpReq._meta?.progressToken ?? 0
    for (const progress of [0, 50, 100]) {
      await context.mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100 },
      })
      await pause()
    }
    return text('done')
  })
}
