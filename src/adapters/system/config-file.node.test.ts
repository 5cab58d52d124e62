import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../../domain/config/config.ts'
import { loadConfig } from './config-file.node.ts'
import type { Environment } from './os-folders.node.ts'
import { installationPaths } from './paths.node.ts'

let root: string
let env: Environment

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vultrino-config-'))
  env = { XDG_CONFIG_HOME: join(root, 'config'), XDG_DATA_HOME: join(root, 'data') }
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, text: string | Uint8Array): string {
  const file = join(root, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  return file
}

const timeout = (seconds: number): string => `[server]\ntimeout = ${seconds}\n`

describe.skipIf(process.platform !== 'linux')('loadConfig', () => {
  test('an option comes before the variable, the variable before the usual place', async () => {
    const usual = write('config/vultrino/config.toml', timeout(1))
    const variable = write('variable.toml', timeout(2))
    const option = write('option.toml', timeout(3))
    const load = async (file: string | undefined, more: Environment = {}): Promise<unknown[]> => {
      const loaded = await loadConfig(file, { ...env, ...more })
      return [loaded.file, loaded.config.server.timeout, loaded.exists]
    }
    expect(await load(undefined)).toEqual([usual, 1, true])
    expect(await load(undefined, { VULTRINO_CONFIG: '' })).toEqual([usual, 1, true])
    expect(await load(undefined, { VULTRINO_CONFIG: variable })).toEqual([variable, 2, true])
    expect(await load(option, { VULTRINO_CONFIG: variable })).toEqual([option, 3, true])
  })

  test('without any file the documented defaults hold', async () => {
    const loaded = await loadConfig(undefined, env)
    // A machine that runs the tests may have a configuration for all its users.
    if (loaded.exists) {
      expect(loaded.file).toBe('/etc/vultrino/config.toml')
      return
    }
    expect(loaded).toEqual({
      file: join(root, 'config/vultrino/config.toml'),
      exists: false,
      config: DEFAULT_CONFIG,
    })
  })

  test('a file that was named must be there, but for init', async () => {
    const missing = join(root, 'missing.toml')
    await expect(loadConfig(missing, env)).rejects.toMatchObject({
      code: 'invalid_config',
      details: { file: missing, hint: expect.stringContaining('--config') as string },
    })
    await expect(loadConfig(undefined, { ...env, VULTRINO_CONFIG: missing })).rejects.toMatchObject({
      details: { hint: expect.stringContaining('VULTRINO_CONFIG') as string },
    })
    expect(await loadConfig(missing, env, 'missing')).toMatchObject({ file: missing, exists: false })
  })

  test.each<[string, string | Uint8Array, number, string]>([
    ['a syntax error', '[server]\nbind = \n', 2, 'not valid TOML'],
    ['a key set twice', '[server]\ntimeout = 1\ntimeout = 2\n', 3, 'not valid TOML'],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00), 1, 'is not UTF-8 text'],
    ['a huge file', '#'.repeat(1024 * 1024 + 1), 1, 'is larger than'],
    ['deep nesting', `[server]\nx = ${'['.repeat(100)}${']'.repeat(100)}`, 2, 'not valid TOML'],
  ])('%s is refused with its line', async (_, text, line, reason) => {
    const file = write('c.toml', text)
    await expect(loadConfig(file, env)).rejects.toMatchObject({
      code: 'invalid_config',
      details: { file, line, reason: expect.stringContaining(reason) as string },
    })
  })

  test('a device without an end is not read for ever', async () => {
    await expect(loadConfig('/dev/zero', env)).rejects.toMatchObject({
      details: { reason: expect.stringContaining('is larger than') as string },
    })
  })

  test('a folder in the place of the file is an error, not an absence', async () => {
    mkdirSync(join(root, 'config/vultrino/config.toml'), { recursive: true })
    await expect(loadConfig(undefined, env)).rejects.toMatchObject({ code: 'invalid_config' })
  })
})

describe.skipIf(process.platform !== 'linux')('installationPaths', () => {
  const at = async (text: string, more: Environment = {}): Promise<string> => {
    const all = { ...env, ...more }
    return installationPaths(await loadConfig(write('c.toml', text), all), all).vaultFile
  }

  test('the variable, then the configured file, then the usual folder', async () => {
    const configured = '[storage.file]\npath = "/srv/v/my.enc"'
    expect(await at(configured, { VULTRINO_DATA_DIR: '/d' })).toBe('/d/credentials.enc')
    expect(await at(configured)).toBe('/srv/v/my.enc')
    expect(await at('[storage.file]\npath = "~/v/my.enc"')).toBe(join(homedir(), 'v/my.enc'))
    expect(await at('', { VULTRINO_DATA_DIR: '' })).toMatch(
      /(?:\/\.vultrino|data\/vultrino)\/credentials\.enc$/,
    )
  })

  test('everything else lies beside the vault', async () => {
    const loaded = await loadConfig(write('c.toml', '[storage.file]\npath = "/srv/v/my.enc"'), env)
    expect(installationPaths(loaded, env)).toEqual({
      configFile: join(root, 'c.toml'),
      configExists: true,
      dataDir: '/srv/v',
      vaultFile: '/srv/v/my.enc',
      adminFile: '/srv/v/admin.json',
    })
  })
})
