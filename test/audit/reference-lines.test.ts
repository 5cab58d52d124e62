import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTarget, type Target } from '../api/target.ts'
import { clientOf, keyWith } from '../cli/support-client.ts'
import { initialised, type Product } from '../support/product.ts'

let product: Product
let target: Target
let log: string
let prefix: string
let server: { stop(): Promise<unknown>; url: string }
let client: Product
const POLICY = `
[[policies]]
name = "read only"
credential_pattern = "stripe-*"
default_action = "deny"
[[policies.rules]]
action = "allow"
condition = { method_match = ["GET"] }
`

/** A log made by real use: at the command line, through the proxy and the JSON API, allowed and refused. */
beforeAll(async () => {
  target = await startTarget()
  product = await initialised()
  log = join(product.folder, 'audit.log')
  writeFileSync(
    join(product.folder, 'config.toml'),
    `[logging]\naudit_file = ${JSON.stringify(log)}\n${POLICY}`,
  )
  for (const alias of ['github-api', 'stripe-api'])
    await product.cli(['add', '--alias', alias, '--key', '-', '--host', target.origin], 'sk-0123456789')
  const key = await keyWith(product, 'ai-agent-key', ['--permissions', 'read,execute'])
  prefix = key.slice(0, 7)
  await product.cli(['request', 'github-api', `${target.origin}/user`])
  server = await product.serve()
  client = clientOf(server.url, key)
  for (const path of ['/a', '/b']) await client.cli(['request', 'github-api', `${target.origin}${path}`])
  await client.cli(['request', '-X', 'POST', 'stripe-api', `${target.origin}/charges`])
  const body = {
    credential: 'stripe-api',
    action: 'http.request',
    params: { method: 'GET', url: `${target.origin}/c` },
  }
  const answer = await fetch(`${server.url}/v1/execute`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(await answer.text())
  // Lines are written together, a few milliseconds after.
  for (let i = 0; i < 100 && readFileSync(log, 'utf8').split(' http_request ').length < 6; i++)
    await sleep(20)
})
afterAll(async () => {
  await server.stop()
  await target.close()
  client.remove()
  product.remove()
})

/** A line of the reference, with this log in the place of `/var/log/vultrino/audit.log`. */
const shell = (line: string): string[] =>
  execFileSync('sh', ['-c', line.replaceAll('/var/log/vultrino/audit.log', log)], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')

it('every line has the documented form', () => {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
  for (const line of lines) {
    expect(line).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [A-Z]+ [a-z._]+ credential=\S+ url=\S+ method=\S+ status=/,
    )
  }
  expect(lines.filter((line) => line.includes(' http_request '))).toHaveLength(5)
  expect(readFileSync(log, 'utf8')).not.toMatch(/sk-0123456789|vk_[a-z0-9]{9}/)
})

it('grep "github-api": uses of a credential', () => {
  const lines = shell('grep "github-api" /var/log/vultrino/audit.log')
  // It was added, and used once at the command line and twice by the agent.
  expect(lines.map((line) => line.split(' ')[2])).toEqual([
    'credential.add',
    'http_request',
    'http_request',
    'http_request',
  ])
})

it('grep by the prefix of a key, or by its name: what the agent did', () => {
  const byPrefix = shell(`grep "${prefix}" /var/log/vultrino/audit.log`)
  expect(byPrefix).toHaveLength(4)
  expect(
    shell('cat /var/log/vultrino/audit.log | grep ai-agent-key').filter((line) =>
      line.includes(' key_name=ai-agent-key '),
    ),
  ).toEqual(byPrefix)
})

it('grep "policy_denied": why it was refused', () => {
  expect(shell('grep "policy_denied" /var/log/vultrino/audit.log')).toEqual([
    expect.stringMatching(
      / HTTP http_request credential=stripe-api url=\S+\/charges method=POST .* decision=deny error=policy_denied policy="read only"/,
    ),
  ])
})

it.each([
  `awk '{print $4}' /var/log/vultrino/audit.log | sort | uniq -c`,
  `grep $(date +%Y-%m-%d) /var/log/vultrino/audit.log | \\
awk '{print $4}' | sort | uniq -c | sort -rn`,
])('counts requests per credential: %s', (line) => {
  const counts = Object.fromEntries(
    shell(line).map((one) => one.trim().split(/\s+/).toReversed() as [string, string]),
  )
  expect(counts).toMatchObject({ 'credential=github-api': '4', 'credential=stripe-api': '3' })
  for (const name of Object.keys(counts)) expect(name).toMatch(/^credential=/)
})

it('tail -f … | grep: live', async () => {
  const line = 'tail -n 0 -f /var/log/vultrino/audit.log | grep --line-buffered github-api'
  // A group of its own, so that the end of it is the end of both.
  const watching = spawn('sh', ['-c', line.replace('/var/log/vultrino/audit.log', log)], { detached: true })
  let text = ''
  watching.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  try {
    await expect
      .poll(
        async () => {
          await client.cli(['request', 'stripe-api', `${target.origin}/live`])
          await client.cli(['request', 'github-api', `${target.origin}/live`])
          return text
        },
        { timeout: 20_000 },
      )
      .toMatch(/ HTTP http_request credential=github-api url=\S+\/live method=GET status=200 key=vk_/)
    expect(text).not.toContain('stripe-api')
  } finally {
    process.kill(-(watching.pid ?? 0), 'SIGTERM')
  }
})
