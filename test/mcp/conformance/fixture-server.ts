import { createRequestStateCodec, fromJsonSchema, McpServer } from '@modelcontextprotocol/server'
import { text, NO_INPUT, mountTools } from './fixture-tools.ts'
import { mountPrompts, mountResources } from './fixture-content.ts'
import { mountRounds } from './fixture-rounds.ts'

/** Of no use outside this test. */
const STATE_KEY = 'conformance-fixture-state-key-of-32-bytes'

/** JSON Schema with what a server must pass on as it is. */
const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
}

/** A parameter that clients repeat in a header. */
const MIRRORED = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' }, query: { type: 'string' } },
}

/**
 * A server with what the conformance scenarios look for in one. `changed` is called where a tool of it says that a list has
 * changed.
 */
export function createFixtureServer(changed: () => void): McpServer {
  const state = createRequestStateCodec<string>({ key: STATE_KEY })
  const mcp = new McpServer(
    { name: 'vultrino-conformance', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
      requestState: { verify: (sealed, context) => state.verify(sealed, context) },
    },
  )
  mountTools(mcp)
  mountRounds(mcp, state)
  mountResources(mcp)
  mountPrompts(mcp)
  for (const name of ['test_trigger_tool_change', 'test_trigger_prompt_change']) {
    mcp.registerTool(name, NO_INPUT, () => {
      changed()
      return text('changed')
    })
  }
  const described = { ...NO_INPUT, inputSchema: fromJsonSchema(SCHEMA_2020_12) }
  mcp.registerTool('json_schema_2020_12_tool', described, () => text('ok'))
  const mirrored = { ...NO_INPUT, inputSchema: fromJsonSchema(MIRRORED) }
  mcp.registerTool('test_mirrored_parameter', mirrored, () => text('ok'))
  mcp.server.setRequestHandler('resources/subscribe', () => ({}))
  mcp.server.setRequestHandler('resources/unsubscribe', () => ({}))
  return mcp
}
