import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminAccounts } from '../../../src/adapters/system/admin-accounts.node.ts'
import { fileInstallation } from '../../../src/adapters/system/file-installation.node.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { FROM, newDesk, newVouching, PASSWORD, type Desk } from './desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await newDesk()
})
afterEach(() => {
  desk.remove()
})

const file = (): string => join(desk.folder, 'admin.json')
const open = (password = PASSWORD): ReturnType<Desk['signIn']['open']> =>
  desk.signIn.open('admin', new Secret(password), FROM)

describe('an account that somebody put into the folder, who cannot open the vault,', () => {
  it('opens nothing, with its own seal or without one', async () => {
    const paths = {
      configFile: '',
      configExists: false,
      dataDir: desk.folder,
      vaultFile: '',
      adminFile: file(),
    }
    const theirs = adminAccounts(paths, fileInstallation(paths), newVouching())
    const passwordHash = await theirs.hash(new Secret('password of a thief'))
    await theirs.write({ username: 'admin', passwordHash, createdAt: new Date(0).toISOString() })
    const refused = {
      code: 'storage_error',
      details: { hint: expect.stringContaining('vultrino init') as string },
    }
    await expect(open('password of a thief')).rejects.toMatchObject(refused)
    expect(desk.entries.at(-1)).toMatchObject({ decision: 'deny', error: 'storage_error' })
    const bare = JSON.parse(readFileSync(file(), 'utf8')) as Record<string, unknown>
    delete bare['seal']
    writeFileSync(file(), JSON.stringify(bare))
    await expect(open('password of a thief')).rejects.toMatchObject(refused)
  })

  it.each(['username', 'password_hash', 'created_at'])('nor one whose %s was changed', async (name) => {
    const other = await desk.accounts.hash(new Secret('password of a thief'))
    const account = JSON.parse(readFileSync(file(), 'utf8')) as Record<string, unknown>
    writeFileSync(file(), JSON.stringify({ ...account, [name]: name === 'password_hash' ? other : 'x' }))
    await expect(open('password of a thief')).rejects.toMatchObject({ code: 'storage_error' })
  })
})

it('a session that was put into the database opens nothing, nor one that was made over to another user', async () => {
  const { token, session } = await open()
  const made = new Secret('A'.repeat(43))
  const { createHash } = await import('node:crypto')
  const id = createHash('sha256').update(made.reveal()).digest('hex')
  desk.sessions.add({ ...session, id })
  expect(desk.sessions.find(id)).toBeDefined()
  expect(await desk.signIn.resume(made, null)).toBeUndefined()
  expect(await desk.signIn.resume(token, null)).toBeDefined()
  desk.sessions.remove(session.id)
  desk.sessions.add({ ...session, peer: 'uid:1000' })
  expect(await desk.signIn.resume(token, 'uid:1000')).toBeUndefined()
})

it('a pipe in the place of the account is not waited for', async () => {
  rmSync(file())
  execFileSync('mkfifo', [file()])
  const tries = Array.from({ length: 6 }, () => open().then(String, (error: unknown) => error))
  for (const error of await Promise.all(tries)) expect(error).toMatchObject({ code: 'storage_error' })
})
