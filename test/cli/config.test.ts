import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { initialised, type Product } from '../support/product.ts'

let product: Product
beforeAll(async () => {
  product = await initialised()
})
afterAll(() => {
  product.remove()
})

function config(text: string): string {
  const file = join(product.folder, 'other.toml')
  writeFileSync(file, text)
  return file
}

it('an invalid configuration stops every command, with file, line and what was meant', async () => {
  const file = config('[server]\n\nbnid = "127.0.0.1:1"\n')
  const refused = await product.cli(['--config', file, 'list'])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(
    new RegExp(
      `^error: ${file}:3: unknown key 'bnid' in \\[server\\]; did you mean 'bind'\\?\nhint: Valid here: bind, mode`,
    ),
  )
})

it('a policy that cannot be used stops every command too', async () => {
  const file = config('[[policies]]\nname = "p"\n')
  for (const args of [['list'], ['config', 'check']]) {
    const refused = await product.cli(['-c', file, ...args])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(new RegExp(`^error: ${file}:\\d+: policy 'p' needs a credential_pattern`))
  }
})

it('the option stands before or after the command, and wins over the variable', async () => {
  product.env['VULTRINO_CONFIG'] = config('[server]\ntimeout = 0\n')
  const good = join(product.folder, 'config.toml')
  expect(await product.cli(['list'])).toMatchObject({ code: 1 })
  expect(await product.cli(['--config', good, 'list'])).toMatchObject({ code: 0 })
  expect(await product.cli(['-c', good, 'list'])).toMatchObject({ code: 0 })
  expect(await product.cli(['list', '-c', good])).toMatchObject({ code: 0 })
  product.env['VULTRINO_CONFIG'] = good
})

it('a file that was named and is missing is an error', async () => {
  const refused = await product.cli(['--config', join(product.folder, 'none.toml'), 'list'])
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('does not exist') as string })
})

it('doctor names each thing that is wrong, and goes on', async () => {
  const data = join(product.folder, 'doctored')
  mkdirSync(data, { mode: 0o755 })
  product.env['VULTRINO_DATA_DIR'] = data
  const run = await product.cli(['doctor', '--json'])
  product.env['VULTRINO_DATA_DIR'] = join(product.folder, 'data')
  expect(run.code).toBe(1)
  const findings = JSON.parse(run.stdout.toString()) as { check: string; ok: boolean; mend: string | null }[]
  const wrong = findings.filter(({ ok }) => !ok).map(({ check, mend }) => [check, mend])
  expect(wrong).toEqual([
    ['data folder', `chmod 700 ${data}`],
    ['vault', 'vultrino init'],
    ['admin account', 'vultrino init'],
  ])
})

it('doctor speaks of short and unbound credentials', async () => {
  await product.cli(['add', '-a', 'short', '-k', 'abc', '--host', 'a.example.com'])
  await product.cli(['add', '-a', 'homeless', '-k', '0123456789'])
  const { code, stdout } = await product.cli(['doctor'])
  expect(code).toBe(1)
  expect(stdout.toString()).toContain('answers cannot be searched for the secrets of: short')
  expect(stdout.toString()).toContain('bound to no destination: homeless')
})
