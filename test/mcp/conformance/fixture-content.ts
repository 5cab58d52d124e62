import { completable, ResourceTemplate, type McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { PNG } from './fixture-tools.ts'

/** The resources that scenarios read. */
export function mountResources(mcp: McpServer): void {
  const plain = { mimeType: 'text/plain' }
  mcp.registerResource('static-text', 'test://static-text', plain, ({ href }) => ({
    contents: [{ uri: href, ...plain, text: 'This is the content of the static text resource.' }],
  }))
  const png = { mimeType: 'image/png' }
  mcp.registerResource('static-binary', 'test://static-binary', png, ({ href }) => ({
    contents: [{ uri: href, ...png, blob: PNG }],
  }))
  mcp.registerResource('watched-resource', 'test://watched-resource', plain, ({ href }) => ({
    contents: [{ uri: href, ...plain, text: 'Watched' }],
  }))
  const json = { mimeType: 'application/json' }
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined })
  mcp.registerResource('template', template, json, ({ href }, { id }) => ({
    contents: [
      {
        uri: href,
        ...json,
        text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
      },
    ],
  }))
}

/** The prompts that scenarios ask for. */
export function mountPrompts(mcp: McpServer): void {
  const said = (text: string) => ({ role: 'user', content: { type: 'text', text } }) as const
  mcp.registerPrompt('test_simple_prompt', { description: 'Without arguments' }, () => ({
    messages: [said('This is a simple prompt for testing.')],
  }))
  const word = completable(z.string(), (begun) =>
    ['paris', 'park', 'party'].filter((one) => one.startsWith(begun)),
  )
  mcp.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'With arguments', argsSchema: z.object({ arg1: word, arg2: z.string() }) },
    ({ arg1, arg2 }) => ({ messages: [said(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }),
  )
  mcp.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'With a resource', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({
      messages: [
        {
          role: 'user',
          content: {
            type: 'resource',
            resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content.' },
          },
        },
        said('Please process the embedded resource above.'),
      ],
    }),
  )
  mcp.registerPrompt('test_prompt_with_image', { description: 'With an image' }, () => ({
    messages: [
      { role: 'user', content: { type: 'image', data: PNG, mimeType: 'image/png' } },
      said('Please analyze the image above.'),
    ],
  }))
}
