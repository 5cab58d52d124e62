import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

let folder: string
let env: NodeJS.ProcessEnv
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vultrino-pack-'))
  env = { PATH: process.env['PATH'], HOME: folder, VULTRINO_PASSWORD: 'correct horse battery staple' }
  // Built in a copy, so that a running checkout is left alone.
  const copy = join(folder, 'checkout')
  for (const name of ['src', 'bin', 'scripts', 'package.json'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  run(process.execPath, ['scripts/build.node.ts'], copy)
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], copy)
  const [archive = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  run('tar', ['-xzf', archive], folder)
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function run(program: string, args: readonly string[], cwd: string, input = ''): string {
  return execFileSync(program, args, { cwd, env, input, stdio: ['pipe', 'pipe', 'pipe'] }).toString()
}

it('the package runs by itself, with no dependency installed', () => {
  const installed = join(folder, 'package')
  expect(existsSync(join(installed, 'src'))).toBe(false)
  const vultrino = (args: readonly string[], input?: string): string =>
    run(process.execPath, [join(installed, 'bin/vultrino.js'), ...args], folder, input)
  expect(vultrino(['--version'])).toMatch(/^vultrino \d+\.\d+\.\d+/)
  expect(vultrino(['--help'])).toContain('Commands:')
  vultrino(['init', '--admin-user', 'admin', '--admin-password-stdin'], 'admin-password-1')
  vultrino(['add', '--alias', 'a', '--key', '-', '--host', '*.example.com'], '0123456789')
  expect(vultrino(['list'])).toContain('https://*.example.com')
  // The proxy and the way out, too.
  expect(vultrino(['quickstart'])).toContain('[vultrino:demo]')
})
