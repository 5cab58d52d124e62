import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Secret } from '../../domain/secret.ts'
import { passwordGiven, takeApiKey, takePassword } from './password-source.node.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vultrino-password-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function file(name: string, text: string): string {
  writeFileSync(join(root, name), text)
  return join(root, name)
}

test('the API key is taken out of the environment', () => {
  const env: Record<string, string | undefined> = { VULTRINO_API_KEY: 'vk_a', OTHER: 'x' }
  expect(takeApiKey(env)?.reveal()).toBe('vk_a')
  expect(env).toEqual({ OTHER: 'x' })
  expect(takeApiKey({ VULTRINO_API_KEY: '' })).toBeUndefined()
})

test('the variable is taken out of the environment', () => {
  const env: Record<string, string | undefined> = { VULTRINO_PASSWORD: 'p w\n', OTHER: 'x' }
  expect(takePassword(env)?.reveal()).toBe('p w\n')
  expect(env).toEqual({ OTHER: 'x' })
  expect(takePassword({ VULTRINO_PASSWORD: '' })).toBeUndefined()
  expect(takePassword({})).toBeUndefined()
})

test('variable, file, systemd credential: in this order', () => {
  const named = file('named', 'from the file\n')
  file('vultrino-password', 'from systemd\r\n')
  const env = { VULTRINO_PASSWORD_FILE: named, CREDENTIALS_DIRECTORY: root }
  expect(passwordGiven(new Secret('given'), env)?.reveal()).toBe('given')
  expect(passwordGiven(undefined, env)?.reveal()).toBe('from the file')
  expect(passwordGiven(undefined, { CREDENTIALS_DIRECTORY: root })?.reveal()).toBe('from systemd')
  expect(passwordGiven(undefined, { CREDENTIALS_DIRECTORY: join(root, 'none') })).toBeUndefined()
  expect(passwordGiven(undefined, {})).toBeUndefined()
})

test('only one line break is the editor’s', () => {
  expect(passwordGiven(undefined, { VULTRINO_PASSWORD_FILE: file('f', ' a b \n\n') })?.reveal()).toBe(
    ' a b \n',
  )
})

test.each([
  ['is empty', '\n'],
  ['is larger than', 'x'.repeat(5000)],
])('a named file that %s is an error', (reason, text) => {
  const env = { VULTRINO_PASSWORD_FILE: file('bad', text) }
  expect(() => passwordGiven(undefined, env)).toThrow(reason)
})

test('a device without an end is not read for ever', () => {
  expect(() => passwordGiven(undefined, { VULTRINO_PASSWORD_FILE: '/dev/zero' })).toThrow('is larger than')
})

test('a named file that is missing is an error, not a reason to ask', () => {
  const env = { VULTRINO_PASSWORD_FILE: join(root, 'missing') }
  expect(() => passwordGiven(undefined, env)).toThrow('cannot be read (ENOENT)')
})
