import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, newProduct, type Product } from '../support/product.ts'

let product: Product
beforeAll(async () => {
  product = await initialised()
  // None of these needs the vault.
  delete product.env['VULTRINO_PASSWORD']
})
afterAll(() => {
  product.remove()
})

function config(name: string, text: string): string {
  const file = join(product.folder, name)
  writeFileSync(file, text)
  return file
}
const output = async (...args: string[]): Promise<string> => (await product.cli(args)).stdout.toString()

describe('config path', () => {
  it('is the file in use, however it was named', async () => {
    expect(await output('config', 'path')).toBe(`${join(product.folder, 'config.toml')}\n`)
    const other = config('other.toml', '')
    expect(await output('config', 'path', '--config', other)).toBe(`${other}\n`)
  })

  it('is known of a file that is broken or missing', async () => {
    const broken = config('broken.toml', '[server\n')
    expect(await product.cli(['-c', broken, 'config', 'path'])).toMatchObject({ code: 0 })
    const missing = join(product.folder, 'missing.toml')
    const { code, stdout, stderr } = await product.cli(['-c', missing, 'config', 'path', '--json'])
    expect({ code, ...(JSON.parse(stdout.toString()) as object) }).toEqual({
      code: 0,
      path: missing,
      exists: false,
    })
    expect(stderr).toBe(
      `There is no such file yet. It was named by --config; \`vultrino --config ${missing} init\` would write one there\n`,
    )
  })
})

describe('config check', () => {
  it('is content with a good one, and with none', async () => {
    expect(await output('config', 'check')).toBe(`OK: ${join(product.folder, 'config.toml')}\n`)
    const bare = newProduct()
    delete bare.env['VULTRINO_CONFIG']
    bare.env['XDG_CONFIG_HOME'] = join(bare.folder, 'config')
    const { code, stdout } = await bare.cli(['config', 'check'])
    bare.remove()
    expect(code).toBe(0)
    expect(stdout.toString()).toContain('so the defaults hold')
  })

  it.each([
    ['[server]\nbnid = "x"\n', ":2: unknown key 'bnid' in [server]; did you mean 'bind'?"],
    ['[limits]\n\nproxy_per_minute = -1\n', ":3: 'proxy_per_minute' in [limits] must be a whole number"],
    ['[server', ':1: not valid TOML'],
  ])('names file and line of %j', async (text, problem) => {
    const file = config('bad.toml', text)
    const refused = await product.cli(['config', 'check', '-c', file])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(`error: ${file}${problem}`)
    expect(refused.stdout.toString()).toBe('')
  })

  it('opens the file of certificates that it names', async () => {
    const file = config('authorities.toml', '[upstream]\nca_file = "/nowhere/ca.pem"\n')
    expect(await product.cli(['config', 'check', '-c', file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'error: /nowhere/ca.pem:1: the file of [upstream] ca_file cannot be read (ENOENT)\nhint: ',
      ) as string,
    })
  })
})

describe('config show', () => {
  const TEXT = `[server]
timeout = 45
bind = "[::1]:9000"
[proxy.inject_headers]
"X-Team" = "a \\"quoted\\" name"
kind = "unix"
`

  it('is the configuration in force, as a file that could be used', async () => {
    const file = config('shown.toml', TEXT)
    const text = await output('-c', file, 'config', 'show')
    const again = config('again.toml', text)
    expect(await output('-c', again, 'config', 'show', '--json')).toBe(
      await output('-c', file, 'config', 'show', '--json'),
    )
    expect(text).toContain(`# Configuration: ${file}\n`)
    expect(parse(text)).toMatchObject({
      server: { timeout: 45, bind: '[::1]:9000', mode: 'local' },
      limits: { proxy_per_minute: 1000, management_per_minute: 100, failed_auth_per_minute: 10 },
      storage: { backend: 'file' },
      proxy: { inject_headers: { 'X-Team': 'a "quoted" name', kind: 'unix' } },
    })
  })

  it('says so where there is none', async () => {
    const bare = newProduct()
    delete bare.env['VULTRINO_CONFIG']
    bare.env['XDG_CONFIG_HOME'] = join(bare.folder, 'config')
    const { stdout } = await bare.cli(['config', 'show'])
    bare.remove()
    expect(stdout.toString()).toContain('# Configuration: none; these are the defaults\n')
  })
})

it('with a server named they are about this machine still', async () => {
  product.env['VULTRINO_URL'] = 'http://127.0.0.1:1'
  expect(await product.cli(['config', 'check'])).toMatchObject({ code: 0 })
  expect(await product.cli(['config', 'show'])).toMatchObject({ code: 0 })
  expect(await product.cli(['completions', 'bash'])).toMatchObject({ code: 0 })
  delete product.env['VULTRINO_URL']
})
