import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { initialised, newProduct, type Product } from '../support/product.ts'

let product: Product
beforeEach(async () => {
  product = await initialised()
})
afterEach(() => {
  product.remove()
})

interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  readonly mend: string | null
}

const inData = (name: string): string => join(product.folder, 'data', name)
const GARBAGE = 'not a database, but long enough to be taken for one'.repeat(100)

/** What doctor finds wrong. */
async function wrong(): Promise<readonly Finding[]> {
  const { code, stdout, stderr } = await product.cli(['doctor', '--json'])
  expect(stderr).toBe('')
  const findings = JSON.parse(stdout.toString()) as readonly Finding[]
  const found = findings.filter(({ ok }) => !ok)
  expect(code).toBe(found.length === 0 ? 0 : 1)
  for (const { detail, mend } of found) {
    expect(detail).not.toContain('Internal error')
    expect(mend).toMatch(/\w/)
    expect(mend).not.toContain('vultrino doctor')
  }
  return found
}

/** Puts something else in the place of a file. */
function replaced(name: string, put: (path: string) => void): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(inData(name + suffix), { force: true, recursive: true })
  put(inData(name))
}

it('finds nothing wrong with what init made', async () => {
  expect(await wrong()).toEqual([])
})

describe('each of these is one finding, with what mends it', () => {
  it.each<[string, string, (path: string) => void, string, RegExp, RegExp]>([
    [
      'garbage',
      'lock.db',
      (path) => writeFileSync(path, GARBAGE),
      'write lock',
      /damaged/,
      /^Move it .*mv \S+lock\.db /,
    ],
    ['a folder', 'lock.db', (path) => mkdirSync(path), 'write lock', /a folder is in its place/, /mv /],
    [
      'garbage',
      'state.db',
      (path) => writeFileSync(path, GARBAGE),
      'record of generations',
      /damaged/,
      /mv \S+state\.db /,
    ],
    ['a folder', 'state.db', (path) => mkdirSync(path), 'record of generations', /a folder/, /mv /],
    ['nothing', 'credentials.enc', () => undefined, 'vault', /there is no vault/, /^vultrino init$/],
    ['a folder', 'credentials.enc', (path) => mkdirSync(path), 'vault', /not a regular file/, /\w/],
    ['nothing', 'admin.json', () => undefined, 'admin account', /there is no/, /^vultrino init$/],
    [
      'no account',
      'admin.json',
      (path) => writeFileSync(path, '{"username":"admin","password_hash":"md5"}', { mode: 0o600 }),
      'admin account',
      /holds no account/,
      /vultrino init/,
    ],
    ['a folder', 'admin.json', (path) => mkdirSync(path, { mode: 0o700 }), 'admin account', /folder/, /mv /],
    [
      'what others may read',
      'admin.json',
      (path) => writeFileSync(path, '{}', { mode: 0o644 }),
      'admin account',
      /open to other users/,
      /^chmod 600 /,
    ],
  ])('%s in the place of %s', async (_, name, put, check, detail, mend) => {
    replaced(name, put)
    // The audit log lies in the same file as the record of generations.
    const same = name === 'state.db' ? 'audit log' : 'vault file'
    const found = (await wrong()).filter((finding) => finding.check !== same)
    expect(found.map((finding) => finding.check)).toEqual([check])
    expect(found[0]?.detail).toMatch(detail)
    expect(found[0]?.mend).toMatch(mend)
  })

  it('a lock that another process keeps', async () => {
    const holder = new DatabaseSync(inData('lock.db'))
    holder.exec('BEGIN IMMEDIATE')
    const found = await wrong()
    holder.close()
    expect(found).toMatchObject([
      { check: 'write lock', mend: expect.stringContaining(`fuser ${inData('lock.db')}`) as string },
    ])
  })

  it('an audit log that another process keeps', async () => {
    const holder = new DatabaseSync(inData('state.db'))
    holder.exec('BEGIN IMMEDIATE')
    const found = await wrong()
    holder.close()
    expect(found.map(({ check }) => check)).toContain('audit log')
    expect(found.at(-1)?.mend).toContain(`fuser ${inData('state.db')}`)
  })

  it('a configuration that is broken', async () => {
    writeFileSync(join(product.folder, 'config.toml'), '[server]\nbnid = 1\n')
    expect((await wrong()).map(({ check, detail }) => [check, detail.replace(/.*:(?=\d)/, '')])).toEqual([
      ['config', "2: unknown key 'bnid' in [server]; did you mean 'bind'?"],
    ])
  })

  it('a data folder that is not there', async () => {
    rmSync(join(product.folder, 'data'), { recursive: true })
    expect(await wrong()).toMatchObject([{ check: 'data folder', mend: 'vultrino init' }])
  })

  it('a password file that is not there, or cannot be read', async () => {
    delete product.env['VULTRINO_PASSWORD']
    product.env['VULTRINO_PASSWORD_FILE'] = join(product.folder, 'missing')
    expect((await wrong()).map(({ check }) => check)).toEqual(['password file'])
    product.env['VULTRINO_PASSWORD_FILE'] = product.folder
    expect((await wrong()).map(({ check }) => check)).toEqual(['vault'])
  })

  it('no password at all', async () => {
    delete product.env['VULTRINO_PASSWORD']
    expect(await wrong()).toMatchObject([
      { check: 'vault', mend: 'Set VULTRINO_PASSWORD or VULTRINO_PASSWORD_FILE' },
    ])
  })

  it.each([
    ['is not there', (): void => undefined, 'cannot be read (ENOENT)'],
    ['is none', (file: string): void => writeFileSync(file, 'no certificate'), 'holds no certificate'],
  ])('a file of authorities that %s, as request says too', async (_, make, text) => {
    const file = join(product.folder, 'authorities.pem')
    make(file)
    const config = join(product.folder, 'config.toml')
    writeFileSync(
      config,
      `${readFileSync(config, 'utf8')}\n`.replace('[upstream]', `[upstream]\nca_file = "${file}"`),
    )
    const found = await wrong()
    expect(found.map(({ check }) => check)).toEqual(['certificate authorities'])
    expect(found[0]?.detail).toContain(`${file}:1: the file of [upstream] ca_file ${text}`)
    await product.cli(['add', '-a', 'a', '-k', 'ghp_0123456789'])
    expect(await product.cli(['request', 'a', 'https://api.github.com/'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${file}:1: the file of [upstream] ca_file ${text}`) as string,
    })
  })

  it('a text file of the audit log that cannot be written', async () => {
    const config = join(product.folder, 'config.toml')
    const text = readFileSync(config, 'utf8')
    writeFileSync(config, text.replace('[logging]', `[logging]\naudit_file = "/proc/nope/x/audit.log"`))
    expect((await wrong()).map(({ check }) => check)).toEqual(['audit file'])
  })
})

it.each([
  ['bind = "0.0.0.0:7879"', ['web UI']],
  ['bind = "[::]:7879"', ['web UI']],
  ['bind = "0.0.0.0:7879"\ntrusted_proxies = ["10.0.0.1"]', []],
  ['bind = "localhost:7879"', []],
  ['bind = "[::1]:7879"', []],
  ['bind = "unix:/tmp/web.sock"', []],
])('a web UI with %j', async (settings, checks) => {
  const config = join(product.folder, 'config.toml')
  const text = readFileSync(config, 'utf8').replace(/^\[web\]\n(?:.+\n)*/m, '')
  writeFileSync(config, `${text}\n[web]\n${settings}\n`)
  expect((await wrong()).map(({ check }) => check)).toEqual(checks)
})

it('mends nothing, and leaves no file of its own', async () => {
  const before = readdirSync(join(product.folder, 'data'))
  replaced('lock.db', (path) => writeFileSync(path, GARBAGE))
  await wrong()
  expect(readFileSync(inData('lock.db'), 'utf8')).toBe(GARBAGE)
  expect(readdirSync(join(product.folder, 'data')).filter((name) => !/-(?:wal|shm)$/.test(name))).toEqual(
    before.filter((name) => !/-(?:wal|shm)$/.test(name)),
  )
})

it('a data folder of which nothing was made yet is left as it is', async () => {
  const empty = newProduct()
  mkdirSync(join(empty.folder, 'data'), { mode: 0o700 })
  delete empty.env['VULTRINO_CONFIG']
  await empty.cli(['doctor'])
  expect(readdirSync(join(empty.folder, 'data'))).toEqual([])
  empty.remove()
})
