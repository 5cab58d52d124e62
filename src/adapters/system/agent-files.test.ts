import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AgentFiles } from '../../ports/agent-files.ts'
import { agentFiles } from './agent-files.node.ts'

const PLACE = { base: 'config', path: ['Agent', 'settings.json'] } as const
let folder: string
let file: string
let files: AgentFiles

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vultrino-agent-files-'))
  file = join(folder, ...PLACE.path)
  files = agentFiles({ XDG_CONFIG_HOME: folder }, () => 7)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const present = (text: string | Buffer = '{}'): void => {
  mkdirSync(join(folder, 'Agent'), { recursive: true })
  writeFileSync(file, text)
}

it('what is not there is made, folder included, for its user alone', async () => {
  const read = await files.read(PLACE)
  expect(read).toEqual({ path: file, text: null })
  expect(await files.replace(read, 'new')).toBeNull()
  expect(readFileSync(file, 'utf8')).toBe('new')
  expect([statSync(file).mode & 0o777, statSync(join(folder, 'Agent')).mode & 0o777]).toEqual([0o600, 0o700])
})

it('what is there is kept beside, and a link stays one', async () => {
  const real = join(folder, 'real.json')
  present()
  rmSync(file)
  writeFileSync(real, 'before', { mode: 0o644 })
  symlinkSync(real, file)
  expect(await files.replace(await files.read(PLACE), 'after')).toBe(`${real}.before-vultrino-7`)
  expect(lstatSync(file).isSymbolicLink()).toBe(true)
  expect([readFileSync(real, 'utf8'), readFileSync(`${real}.before-vultrino-7`, 'utf8')]).toEqual([
    'after',
    'before',
  ])
  expect([statSync(real).mode & 0o777, statSync(`${real}.before-vultrino-7`).mode & 0o777]).toEqual([
    0o600, 0o600,
  ])
})

it.each<[string, string | null, string]>([
  ['other text', '{}', '{"a":1}'],
  ['a file where none was', null, '{}'],
])('%s that came meanwhile is not overwritten', async (_, before, meanwhile) => {
  if (before !== null) present(before)
  const read = await files.read(PLACE)
  present(meanwhile)
  await expect(files.replace(read, 'mine')).rejects.toMatchObject({ code: 'invalid_arguments' })
  expect(readFileSync(file, 'utf8')).toBe(meanwhile)
  expect(readdirSync(join(folder, 'Agent'))).toEqual(['settings.json'])
})

describe('is refused, at once:', () => {
  it.each<[string, () => void, string]>([
    ['a link that leads nowhere', () => symlinkSync(join(folder, 'nothing'), file), 'leads nowhere'],
    ['a folder', () => mkdirSync(file), 'is no file'],
    ['a pipe', () => void execFileSync('mkfifo', [file]), 'is no file'],
    ['a device without end', () => symlinkSync('/dev/zero', file), 'is no file'],
    ['what is no text', () => writeFileSync(file, Buffer.of(0xff, 0xfe)), 'is not UTF-8'],
    ['what is beyond all size', () => writeFileSync(file, Buffer.alloc(33 * 1024 * 1024, ' ')), 'larger'],
  ])('%s', async (_, make, reason) => {
    mkdirSync(join(folder, 'Agent'))
    make()
    await expect(files.read(PLACE)).rejects.toMatchObject({
      code: 'invalid_arguments',
      details: { reason: expect.stringContaining(reason) as string },
    })
  })
})
