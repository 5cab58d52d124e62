import { z } from 'zod'
import { tool } from '../tool.ts'

export const listCredentials = tool({
  name: 'list_credentials',
  title: 'List credentials',
  description: 'List all available credential aliases. Returns metadata only, never actual secrets.',
  needs: 'read',
  action: 'credential.list',
  counted: 'management',
  input: z.strictObject({}),
  output: z.strictObject({
    credentials: z.array(
      z.strictObject({ alias: z.string(), type: z.string(), description: z.string().nullable() }),
    ),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  run: async (_, call) => {
    const credentials = await (await call.control()).listCredentials()
    return {
      credentials: credentials.map(({ alias, type, description }) => ({ alias, type, description })),
    }
  },
})
