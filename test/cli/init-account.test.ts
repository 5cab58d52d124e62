import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { initialised, newProduct, PASSWORD, type Product } from '../support/product.ts'

let product: Product
beforeEach(async () => {
  product = await initialised()
})
afterEach(() => {
  product.remove()
})

const UNATTENDED = ['init', '--admin-user', 'thief', '--admin-password-stdin']
const inData = (name: string): string => join(product.folder, 'data', name)

it('whoever cannot open the vault makes no account for it', async () => {
  rmSync(inData('admin.json'))
  product.env['VULTRINO_PASSWORD'] = 'not the password of the vault'
  const refused = await product.cli(UNATTENDED, 'password-of-a-thief')
  expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('password') as string })
  expect(existsSync(inData('admin.json'))).toBe(false)
  delete product.env['VULTRINO_PASSWORD']
  expect((await product.cli(UNATTENDED, 'password-of-a-thief')).code).not.toBe(0)
  expect(existsSync(inData('admin.json'))).toBe(false)
  product.env['VULTRINO_PASSWORD'] = PASSWORD
  const { stdout } = await product.cli([
    'audit',
    'search',
    '--action',
    'admin.set',
    '--decision',
    'deny',
    '--json',
  ])
  expect(stdout.toString()).toContain('wrong_password')
})

it('nor takes a server one that was made elsewhere, and the doctor says so', async () => {
  const other = newProduct()
  try {
    await other.cli(UNATTENDED, 'password-of-a-thief')
    writeFileSync(inData('admin.json'), readFileSync(join(other.folder, 'data', 'admin.json')), {
      mode: 0o600,
    })
  } finally {
    other.remove()
  }
  for (const command of ['web', 'start', 'doctor']) {
    const { code, stdout, stderr } = await product.cli([command])
    expect(code).not.toBe(0)
    expect(`${stdout.toString()}${stderr}`).toContain('was not written with the password of this vault')
  }
})
