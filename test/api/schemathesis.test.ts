import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect } from 'vitest'
import { available, itWith } from '../support/outside-tool.ts'
import { startApi, type ApiServer } from './support-api.ts'

const TOOL = { name: 'schemathesis', present: available('schemathesis') }
/**
 * Every check of the tool but one: `positive_data_acceptance` wants all that fits the schema to be taken, and no schema
 * can say which hosts, dates, roles and aliases there are.
 */
const EXCLUDED = 'positive_data_acceptance'

let api: ApiServer

beforeAll(async () => {
  api = await startApi({ proxy_per_minute: 0, management_per_minute: 0, failed_auth_per_minute: 0 })
})
afterAll(async () => {
  await api.close()
})

async function run(key: string, more: readonly string[]): Promise<{ code: number | null; output: string }> {
  const args = [
    'run',
    `${api.url}/openapi.json`,
    '--header',
    `Authorization: Bearer ${key}`,
    '--checks',
    'all',
    '--exclude-checks',
    EXCLUDED,
    '--max-examples',
    '10',
    '--generation-database',
    'none',
    '--no-color',
    ...more,
  ]
  const child = spawn('schemathesis', args, { cwd: api.product.folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, output }
}

// Revoking is left to a run of its own: the tool would find, and revoke, the key it comes with.
itWith(
  TOOL,
  'schemathesis finds no 5xx and nothing undocumented',
  async () => {
    const { code, output } = await run(api.adminKey, [
      '--max-time',
      '45',
      '--exclude-operation-id',
      'revokeKey',
    ])
    expect(output).toMatch(/Test cases:\s+[1-9]\d{2,} generated/)
    expect({ code, output }).toMatchObject({ code: 0 })
  },
  150_000,
)

itWith(
  TOOL,
  'nor where keys are revoked',
  async () => {
    const made = await api.call('POST', '/v1/keys', { body: { name: 'tool', role: 'admin' } })
    const { key } = made.json as { key: string }
    const { code, output } = await run(key, ['--max-time', '15', '--include-operation-id', 'revokeKey'])
    expect(output).toMatch(/Test cases:\s+[1-9]\d* generated/)
    expect({ code, output }).toMatchObject({ code: 0 })
  },
  150_000,
)
