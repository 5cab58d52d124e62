import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, type Product } from '../support/product.ts'

const PROGRAM = join(import.meta.dirname, '../../bin/vultrino.js')

let product: Product
beforeAll(async () => {
  product = await initialised()
})
afterAll(() => product.remove())

/** A command with its stdout sent somewhere by a shell. */
function sent(words: string, where: string): { status: number | null; stderr: string } {
  const line = `"${process.execPath}" "${PROGRAM}" ${words} ${where}`
  const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], {
    env: product.env,
    encoding: 'utf8',
  })
  return { status, stderr }
}

describe.runIf(existsSync('/dev/full'))('output that cannot be written', () => {
  it.each(['role list', 'config show', 'completions bash'])('%s says so', (words) => {
    expect(sent(words, '> /dev/full')).toEqual({
      status: 2,
      stderr: 'error: cannot write to stdout (ENOSPC)\nhint: Make room where it goes, or send it elsewhere\n',
    })
  })
})

it('a reader that has seen enough is no error', () => {
  expect(sent('config show', '| true')).toEqual({ status: 0, stderr: '' })
})
