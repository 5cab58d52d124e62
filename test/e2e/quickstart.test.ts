import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Runs the demonstration as `npm start` does. */
async function quickstart(): Promise<{ code: number | null; out: string }> {
  const program = join(import.meta.dirname, '../../bin/vultrino.js')
  const child = spawn(process.execPath, [program, 'quickstart'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out }
}

it('shows what the agent saw, what the target got, a refusal and a clean echo, and leaves nothing behind', async () => {
  const { code, out } = await quickstart()
  expect(out).toMatch(/Bearer demo_[A-Za-z0-9_-]{20}/)
  expect(out).toContain('[vultrino:demo]')
  expect(out).toContain('destination_denied')
  expect(out).toContain('vultrino init')
  expect(code).toBe(0)
  const [folder] = /vultrino-quickstart-\w+/.exec(out) ?? []
  expect(folder).toBeDefined()
  expect(readdirSync(tmpdir())).not.toContain(folder)
})
