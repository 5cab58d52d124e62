import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolder } from './make-folder.node.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vultrino-folder-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

test('makes what is missing, for its owner alone, and leaves what is there', () => {
  mkdirSync(join(root, 'there'), { mode: 0o755 })
  makeFolder(join(root, 'there/a/b'))
  const modes = ['there', 'there/a', 'there/a/b'].map((path) => statSync(join(root, path)).mode & 0o777)
  expect(modes).toEqual([0o755, 0o700, 0o700])
  makeFolder(join(root, 'there/a/b'))
})

test('a file or a broken link in the way is an error', () => {
  writeFileSync(join(root, 'file'), '')
  symlinkSync(join(root, 'nowhere'), join(root, 'link'))
  expect(() => makeFolder(join(root, 'file'))).toThrow('EEXIST')
  expect(() => makeFolder(join(root, 'file/below'))).toThrow('ENOTDIR')
  expect(() => makeFolder(join(root, 'link'))).toThrow('EEXIST')
  expect(readdirSync(root)).toEqual(['file', 'link'])
})

test.skipIf(process.platform !== 'linux')(
  'where nothing can be made it fails instead of trying for ever',
  () => {
    expect(() => makeFolder('/proc/nope/x')).toThrow('ENOENT')
  },
)
