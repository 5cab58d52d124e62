import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { available, itWith } from '../support/outside-tool.ts'
import { initialised, newProduct, PASSWORD, type Product } from '../support/product.ts'
import { atTerminal } from './terminal-session.ts'

const SCRIPT = { name: 'script (util-linux)', present: available('script') }

let product: Product
afterEach(() => {
  product.remove()
})

describe('init', () => {
  beforeEach(() => {
    product = newProduct()
    delete product.env['VULTRINO_PASSWORD']
  })

  itWith(
    SCRIPT,
    'asks for the vault password twice, a name, and the admin password twice, showing no password',
    async () => {
      const session = atTerminal(product, ['init'])
      await session.sees('Enter admin username: ')
      session.types('admi\x7fin\r')
      await session.sees('New vault password: ')
      session.types('first-try-of-it\r')
      await session.sees('again: ')
      session.types('another-thing\r')
      await session.sees('These two differ')
      await session.sees('New vault password: ')
      session.types(`${PASSWORD}X\x7f\r`)
      await session.sees('again: ')
      session.types(`oops\x15${PASSWORD}\r`)
      await session.sees('Enter admin password: ')
      session.types('admin-password-1\r')
      await session.sees('again: ')
      session.types('admin-password-1\r')
      expect(await session.ended).toBe(0)
      expect(session.screen()).not.toMatch(/correct|horse|first-try|another-thing|admin-password/)

      product.env['VULTRINO_PASSWORD'] = PASSWORD
      expect(await product.cli(['list'])).toMatchObject({ code: 0 })
    },
  )

  itWith(SCRIPT, 'what is pasted ahead waits for its question', async () => {
    const session = atTerminal(product, ['init', '--admin-user', 'admin'])
    await session.sees('New vault password: ')
    session.types(`${PASSWORD}\r\n${PASSWORD}\r\nadmin-password-1\nadmin-password-1\n`)
    expect(await session.ended).toBe(0)
    product.env['VULTRINO_PASSWORD'] = PASSWORD
    expect(await product.cli(['list'])).toMatchObject({ code: 0 })
  })

  itWith(SCRIPT, 'Ctrl-C and Ctrl-D end it with nothing made', async () => {
    for (const [key, code] of [
      ['\x03', 130],
      ['\x04', 1],
    ] as const) {
      const session = atTerminal(product, ['init', '--admin-user', 'admin'])
      await session.sees('New vault password: ')
      session.types(key)
      expect(await session.ended).toBe(code)
    }
    product.env['VULTRINO_PASSWORD'] = PASSWORD
    expect(await product.cli(['list'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('config.toml') as string,
    })
  })
})

describe('with a vault', () => {
  beforeEach(async () => {
    product = await initialised()
  })

  itWith(SCRIPT, 'the vault password is asked for where it was not given', async () => {
    delete product.env['VULTRINO_PASSWORD']
    const good = atTerminal(product, ['list'])
    await good.sees('Vault password: ')
    good.types(`${PASSWORD}\r`)
    expect(await good.ended).toBe(0)
    expect(good.screen()).not.toContain('horse')

    const bad = atTerminal(product, ['list'])
    await bad.sees('Vault password: ')
    bad.types('something else\r')
    expect(await bad.ended).toBe(5)
    expect(bad.screen()).toContain('error: The password does not open this vault')
  })

  itWith(SCRIPT, 'it asks on the terminal also where stderr goes to a file', async () => {
    delete product.env['VULTRINO_PASSWORD']
    const session = atTerminal(product, ['list'], `2>'${product.folder}/err.txt'`)
    await session.sees('Vault password: ')
    session.types('something else\r')
    expect(await session.ended).toBe(5)
    expect(session.screen()).not.toContain('something else')
    expect(readFileSync(`${product.folder}/err.txt`, 'utf8')).toMatch(/^error: The password does not open/)
  })

  itWith(SCRIPT, 'add asks for what was left out, and for a host', async () => {
    const session = atTerminal(product, ['add', '--alias', 'svc', '--type', 'basic_auth'])
    await session.sees('Username: ')
    session.types('me\r')
    await session.sees('Password: ')
    session.types('top-secret-1\r')
    await session.sees('Host it may be sent to')
    session.types('svc.example.com\r')
    expect(await session.ended).toBe(0)
    expect(session.screen()).toContain('Added credential: svc')
    expect(session.screen()).not.toContain('top-secret-1')
    const { stdout } = await product.cli(['get', 'svc', '--json'])
    expect(JSON.parse(stdout.toString())).toMatchObject({ binding: [{ origin: 'https://svc.example.com' }] })
  })

  itWith(SCRIPT, 'delete asks, and only yes is yes', async () => {
    await product.cli(['add', '--alias', 'old-api-key', '--key', 'ghp_0123456789'])
    const no = atTerminal(product, ['delete', 'old-api-key'])
    await no.sees(`Are you sure you want to delete 'old-api-key'? [y/N] `)
    no.types('\r')
    expect(await no.ended).toBe(1)
    const yes = atTerminal(product, ['delete', 'old-api-key'])
    await yes.sees('[y/N] ')
    yes.types('y\r')
    expect(await yes.ended).toBe(0)
    expect(yes.screen()).toContain('Deleted credential: old-api-key')
  })

  itWith(SCRIPT, 'passwd takes a new password, after which only that one opens', async () => {
    const session = atTerminal(product, ['passwd'])
    await session.sees('New vault password: ')
    session.types('a brand new password\r')
    await session.sees('again: ')
    session.types('a brand new password\r')
    expect(await session.ended).toBe(0)
    expect(await product.cli(['list'])).toMatchObject({ code: 5 })
    product.env['VULTRINO_PASSWORD'] = 'a brand new password'
    expect(await product.cli(['list'])).toMatchObject({ code: 0 })
  })

  itWith(SCRIPT, 'init --force asks before it replaces the vault', async () => {
    const session = atTerminal(product, ['init', '--force', '--admin-user', 'admin'])
    await session.sees('Replace the vault at')
    session.types('no\r')
    expect(await session.ended).toBe(1)
  })

  itWith(SCRIPT, 'a list on a terminal is bold at the top, unless colour is unwanted', async () => {
    await product.cli(['add', '--alias', 'a', '--key', 'ghp_0123456789'])
    const plain = atTerminal({ ...product, env: { ...product.env, NO_COLOR: '1' } }, ['list'])
    await plain.ended
    expect(plain.screen()).not.toContain('\x1b[')
    const bold = atTerminal(product, ['list'])
    await bold.ended
    expect(bold.screen()).toContain('\x1b[1mID')
  })
})
