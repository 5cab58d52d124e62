import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { itWith } from '../support/outside-tool.ts'

const PROGRAM = join(import.meta.dirname, '../../bin/vultrino.js')

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vultrino-start-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

function start(
  args: readonly string[],
  node = process.execPath,
  env: NodeJS.ProcessEnv = {},
): SpawnSyncReturns<string> {
  return spawnSync(node, [PROGRAM, ...args], { env: { HOME: home, ...env }, encoding: 'utf8', input: '' })
}

/** Nodes on this machine that are too old for us. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .filter((path) => existsSync(path))
  .find((path) => /^v(?:1\d|2[0-3])\./.test(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout))

itWith(
  { name: 'a Node older than 24', present: oldNode !== undefined },
  'an old Node is told so, and what to do',
  () => {
    const { status, stdout, stderr } = start(['--version'], oldNode)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(
      /^error: vultrino needs Node 24 or newer; this is \d+\.\d+\.\d+\nhint: .*npm run vultrino -- ARGS\n$/,
    )
  },
)

it.each([['--version'], ['-V'], ['-v', '--version']])('%s %s says the version', (...args) => {
  expect(start(args.filter(Boolean))).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^vultrino \d+\.\d+\.\d+\n$/) as string,
  })
})

it('no command is a wrong command, and the help says what there is', () => {
  const { status, stdout, stderr } = start([])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('Usage: vultrino')
  expect(start(['--help'])).toMatchObject({ status: 0, stderr: '' })
})

it('compiled code is kept in a folder of our own, or nowhere', () => {
  const cache = join(home, 'cache')
  start(['completions', 'bash'], process.execPath, { XDG_CACHE_HOME: cache })
  const folder = join(cache, 'vultrino', 'code')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(folder)).not.toEqual([])

  rmSync(folder, { recursive: true })
  chmodSync(join(cache, 'vultrino'), 0o500)
  const open = join(home, 'open')
  spawnSync('mkdir', ['-p', join(open, 'vultrino', 'code')])
  chmodSync(join(open, 'vultrino', 'code'), 0o777)
  expect(start(['completions', 'bash'], process.execPath, { XDG_CACHE_HOME: open }).status).toBe(0)
  expect(readdirSync(join(open, 'vultrino', 'code'))).toEqual([])
  chmodSync(join(cache, 'vultrino'), 0o700)
})

it('a home folder that is missing is not made', () => {
  const missing = join(home, 'nobody')
  expect(start(['completions', 'bash'], process.execPath, { HOME: missing }).status).toBe(0)
  expect(start(['completions', 'bash'], process.execPath, { XDG_CACHE_HOME: '/proc/nope/x' }).status).toBe(0)
  expect(existsSync(missing)).toBe(false)
})
