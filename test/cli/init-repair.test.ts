import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { initialised, newProduct, type Product } from '../support/product.ts'

let product: Product
afterEach(() => {
  product.remove()
})

const UNATTENDED = ['init', '--admin-user', 'admin', '--admin-password-stdin']
const inData = (name: string): string => join(product.folder, 'data', name)
const configFile = (): string => join(product.folder, 'config.toml')

it('a missing configuration is written, and nothing else is touched', async () => {
  product = await initialised()
  const before = ['credentials.enc', 'admin.json'].map((name) => readFileSync(inData(name)))
  rmSync(configFile())
  delete product.env['VULTRINO_PASSWORD']
  const repaired = await product.cli(['init'])
  expect(repaired).toMatchObject({ code: 0 })
  expect(repaired.stdout.toString()).toContain(`Vault: ${inData('credentials.enc')} (was there, not changed)`)
  expect(repaired.stdout.toString()).toContain(`Configuration: ${configFile()}\n`)
  expect(readFileSync(configFile(), 'utf8')).toContain(`path = "${inData('credentials.enc')}"`)
  expect(['credentials.enc', 'admin.json'].map((name) => readFileSync(inData(name)))).toEqual(before)
  expect(await product.cli(['init'])).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('There is already a vault') as string,
  })
})

it('what the hint about a missing configuration says is true', async () => {
  product = await initialised()
  product.env['VULTRINO_CONFIG'] = join(product.folder, 'new', 'place.toml')
  const refused = await product.cli(['list'])
  expect(refused.stderr).toContain('`vultrino init` would write one there')
  expect(await product.cli(['init'])).toMatchObject({ code: 0 })
  expect(await product.cli(['list'])).toMatchObject({ code: 0 })

  const named = join(product.folder, 'other', 'place.toml')
  expect((await product.cli(['--config', named, 'list'])).stderr).toContain(
    `\`vultrino --config ${named} init\` would write one there`,
  )
  expect(await product.cli(['--config', named, 'init'])).toMatchObject({ code: 0 })
  expect(await product.cli(['--config', named, 'list'])).toMatchObject({ code: 0 })
})

it('account and configuration are made together where both are missing', async () => {
  product = await initialised()
  rmSync(configFile())
  rmSync(inData('admin.json'))
  const before = readFileSync(inData('credentials.enc'))
  expect(await product.cli(UNATTENDED, 'other-password-2')).toMatchObject({ code: 0 })
  expect([existsSync(configFile()), existsSync(inData('admin.json'))]).toEqual([true, true])
  expect(readFileSync(inData('credentials.enc'))).toEqual(before)
})

it.each([
  ['where nothing can be made', () => '/proc/nope/x/config.toml', 'cannot make /proc/nope/x'],
  ['below a file', () => join(product.folder, 'file', 'config.toml'), 'cannot make'],
  ['on a folder', () => join(product.folder, 'folder', '..', 'folder'), 'cannot be read (EISDIR)'],
])('a configuration %s is refused before anything is made', async (_, path, text) => {
  product = newProduct()
  writeFileSync(join(product.folder, 'file'), '')
  mkdirSync(join(product.folder, 'folder'))
  product.env['VULTRINO_CONFIG'] = path()
  const refused = await product.cli(UNATTENDED, 'admin-password-1')
  expect(refused.stderr).toContain(text)
  expect(refused.code).not.toBe(0)
  expect(existsSync(inData('credentials.enc'))).toBe(false)
})

it('an account that cannot be written is refused before a vault is made', async () => {
  product = newProduct()
  mkdirSync(inData('admin.json'), { recursive: true })
  const refused = await product.cli(UNATTENDED, 'admin-password-1')
  expect(refused.stderr).toContain(`cannot write ${inData('admin.json')}: a folder is in its place`)
  expect(refused.code).toBe(5)
  expect(readdirSync(join(product.folder, 'data'))).toEqual(['admin.json'])
  expect(existsSync(configFile())).toBe(false)
})

it.each([
  ['invalid', '[server]\nbnid = 1\n', ":2: unknown key 'bnid'"],
  ['not even text', Buffer.of(0xff, 0xfe), 'is not UTF-8 text'],
])('by force it replaces a configuration that is %s', async (_, text, problem) => {
  product = await initialised()
  writeFileSync(configFile(), text)
  expect(await product.cli(UNATTENDED, 'other-password-2')).toMatchObject({ code: 1 })
  const forced = await product.cli([...UNATTENDED, '--force'], 'other-password-2')
  expect(forced.code).toBe(0)
  expect(forced.stderr).toContain(problem)
  expect(forced.stderr).toContain(`so the data folder is ${join(product.folder, 'data')} (VULTRINO_DATA_DIR)`)
  expect(readFileSync(`${configFile()}.bak`)).toEqual(Buffer.from(text))
  expect(await product.cli(['list'])).toMatchObject({ code: 0 })
})

it('by force, without a named data folder, it says that it uses the default', async () => {
  product = newProduct()
  delete product.env['VULTRINO_DATA_DIR']
  writeFileSync(configFile(), 'nonsense')
  const forced = await product.cli([...UNATTENDED, '--force'], 'admin-password-1')
  expect(forced.code).toBe(0)
  expect(forced.stderr).toMatch(/so the data folder is \S+ \(the default\)/)
})
