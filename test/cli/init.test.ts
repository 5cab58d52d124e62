import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { newProduct, initialised, type Product } from '../support/product.ts'

let product: Product
afterEach(() => {
  product.remove()
})

const UNATTENDED = ['init', '--admin-user', 'admin', '--admin-password-stdin']
const inData = (name: string): string => join(product.folder, 'data', name)

it('makes everything, unattended, and shows nobody else any of it', async () => {
  product = newProduct()
  const { code, stdout, stderr } = await product.cli(UNATTENDED, 'admin-password-1\n')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.toString()).toContain(`Vault: ${inData('credentials.enc')}`)
  expect(statSync(join(product.folder, 'data')).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(join(product.folder, 'data'))) {
    expect([name, statSync(inData(name)).mode & 0o777]).toEqual([name, 0o600])
  }
  expect(statSync(join(product.folder, 'config.toml')).mode & 0o777).toBe(0o600)
  expect(readFileSync(inData('admin.json'), 'utf8')).toMatch(
    /"password_hash": "\$argon2id\$v=19\$m=65536,t=3,p=1\$/,
  )
  expect(readFileSync(join(product.folder, 'config.toml'), 'utf8')).toContain(
    `path = "${inData('credentials.enc')}"`,
  )
  expect(await product.cli(['doctor'])).toMatchObject({ code: 0 })
})

it('a second time changes nothing and says what would', async () => {
  product = await initialised()
  const before = readFileSync(inData('credentials.enc'))
  const again = await product.cli(UNATTENDED, 'other-password-2')
  expect(again.code).toBe(5)
  expect(again.stderr).toMatch(/error: There is already a vault at .*\nhint: `vultrino init --force`/)
  expect(readFileSync(inData('credentials.enc'))).toEqual(before)
})

it('without admin.json only the account is made anew', async () => {
  product = await initialised()
  const before = readFileSync(inData('credentials.enc'))
  rmSync(inData('admin.json'))
  expect(await product.cli(UNATTENDED, 'other-password-2')).toMatchObject({ code: 0 })
  expect(readFileSync(inData('credentials.enc'))).toEqual(before)
  expect(existsSync(inData('admin.json'))).toBe(true)
})

it('by force it replaces vault and configuration and keeps what was there', async () => {
  product = await initialised()
  await product.cli(['add', '--alias', 'a', '--key', 'ghp_0123456789'])
  writeFileSync(join(product.folder, 'config.toml'), '[server]\ntimeout = 7\n')
  const forced = await product.cli([...UNATTENDED, '--force'], 'other-password-2')
  expect(forced).toMatchObject({ code: 0 })
  expect((await product.cli(['list', '--json'])).stdout.toString()).toBe('[]\n')
  expect(readFileSync(join(product.folder, 'config.toml.bak'), 'utf8')).toContain('timeout = 7')
  const kept = readdirSync(join(product.folder, 'data')).find((name) =>
    name.startsWith('credentials.enc.bak'),
  )
  expect(forced.stdout.toString()).toContain(kept)
  writeFileSync(inData('credentials.enc'), readFileSync(inData(kept ?? '')))
  expect((await product.cli(['get', 'a'])).stdout.toString()).toContain('Alias: a')
})

it('a configuration that is there is used and not touched', async () => {
  product = newProduct()
  delete product.env['VULTRINO_DATA_DIR']
  const text = `[storage.file]\npath = "${join(product.folder, 'elsewhere', 'my.enc')}"\n`
  writeFileSync(join(product.folder, 'config.toml'), text)
  expect(await product.cli(UNATTENDED, 'admin-password-1')).toMatchObject({ code: 0 })
  expect(existsSync(join(product.folder, 'elsewhere', 'my.enc'))).toBe(true)
  expect(readFileSync(join(product.folder, 'config.toml'), 'utf8')).toBe(text)
})

it.each([
  ['no terminal and no name', ['init'], '', 2, 'hint: Unattended: vultrino init --admin-user'],
  ['no terminal and no admin password', ['init', '--admin-user', 'a'], '', 2, '--admin-password-stdin'],
  ['a short admin password', UNATTENDED, 'short', 2, 'the admin password must have at least 8 characters'],
  ['an empty admin password', UNATTENDED, '\n', 2, 'the admin password must have at least 8 characters'],
  ['an admin password of two lines', UNATTENDED, 'admin-pass\nword-1\n', 2, 'holds a line break'],
  [
    'an odd name',
    ['init', '--admin-user', 'a b', '--admin-password-stdin'],
    'admin-password-1',
    2,
    'the admin username is',
  ],
])('%s is refused before anything is made', async (_, args, input, code, text) => {
  product = newProduct()
  const refused = await product.cli(args, input)
  expect(refused.code).toBe(code)
  expect(refused.stderr).toContain(text)
  expect(existsSync(join(product.folder, 'data'))).toBe(false)
})

it('without a vault password from anywhere it says where one is looked for', async () => {
  product = newProduct()
  delete product.env['VULTRINO_PASSWORD']
  const refused = await product.cli(UNATTENDED, 'admin-password-1')
  expect(refused.code).toBe(5)
  expect(refused.stderr).toContain('Set VULTRINO_PASSWORD or VULTRINO_PASSWORD_FILE')
})
