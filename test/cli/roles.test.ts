import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, type Finished, type Product } from '../support/product.ts'
import { ROLE_SAMPLES, wordsOf } from './role-samples.ts'

let product: Product
beforeAll(async () => {
  product = await initialised()
})
afterAll(() => {
  product.remove()
})

async function succeeds(args: readonly string[]): Promise<Finished> {
  const done = await product.cli(args)
  expect({ args, code: done.code, stderr: done.stderr }).toEqual({ args, code: 0, stderr: '' })
  return done
}

interface RoleJson {
  readonly name: string
  readonly permissions: readonly string[]
  readonly credential_scopes: readonly string[]
  readonly description: string | null
}
const shown = async (name: string): Promise<RoleJson> =>
  JSON.parse((await succeeds(['role', 'get', name, '--json'])).stdout.toString()) as RoleJson

describe('every role of the reference is created as printed', () => {
  it.each(ROLE_SAMPLES)('$line', async ({ line, name, permissions, scopes, description }) => {
    const created = await succeeds(wordsOf(line))
    expect(created.stdout.toString()).toBe(`Created role: ${name}\n`)
    expect(await shown(name)).toMatchObject({
      name,
      permissions,
      credential_scopes: scopes,
      description: description ?? null,
    })
  })
})

it('the list has the columns of the reference', async () => {
  const lines = (await succeeds(['role', 'list'])).stdout.toString().split('\n')
  expect(lines[0]).toMatch(/^Name +Permissions +Scopes$/)
  expect(lines.find((line) => line.startsWith('readonly '))).toMatch(/^readonly +read +\(all\)$/)
  expect(lines.find((line) => line.startsWith('executor '))).toMatch(/^executor +execute +\(all\)$/)
  expect(lines.find((line) => line.startsWith('github-user '))).toMatch(
    /^github-user +read,execute +github-\*$/,
  )
})

it('one role is shown as in the reference', async () => {
  const { stdout } = await succeeds(['role', 'get', 'github-user'])
  expect(stdout.toString()).toMatch(
    /^Name: github-user\nPermissions: read, execute\nScopes: github-\*\nCreated: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/,
  )
})

it('a comma within a pattern does not end it', async () => {
  await succeeds(['role', 'create', 'braces', '-p', 'read', '-s', '{a,b}-x, c-[,d]*'])
  expect(await shown('braces')).toMatchObject({ credential_scopes: ['{a,b}-x', 'c-[,d]*'] })
  await succeeds(['role', 'update', 'braces', '-s', '{e,f}'])
  expect(await shown('braces')).toMatchObject({ credential_scopes: ['{e,f}'] })
})

describe('update', () => {
  beforeAll(async () => {
    await product.cli(['role', 'create', 'changing', '-p', 'read', '-s', 'a-*', '-d', 'first'])
  })

  it('changes what is named and keeps the rest', async () => {
    const { stdout } = await succeeds(['role', 'update', 'changing', '--permissions', 'execute, read'])
    expect(stdout.toString()).toBe('Updated role: changing\n')
    expect(await shown('changing')).toMatchObject({
      permissions: ['read', 'execute'],
      credential_scopes: ['a-*'],
      description: 'first',
    })
  })

  it('takes scopes and description away, and renames', async () => {
    await succeeds(['role', 'update', 'changing', '--name', 'changed', '--all', '-d', ''])
    expect(await shown('changed')).toMatchObject({ credential_scopes: [], description: null })
    expect(await product.cli(['role', 'get', 'changing'])).toMatchObject({ code: 3 })
  })
})

describe('refusals say what would work', () => {
  it.each<[string[], number, string]>([
    [['role', 'get', 'nobody'], 3, "error: Role 'nobody' not found\nhint: `vultrino role list`"],
    [['role', 'delete', 'nobody'], 3, "error: Role 'nobody' not found"],
    [['role', 'delete', 'admin'], 1, "error: Role 'admin' comes with the product"],
    [['role', 'update', 'executor', '-p', 'read'], 1, "error: Role 'executor' comes with the product"],
    [['role', 'create', 'executor', '-p', 'read'], 1, "error: Role 'executor'"],
    [['role', 'create', 'bad', '-p', 'read', '-s', ''], 2, 'hint: Leave --scopes out for a role that covers'],
    [['role', 'update', 'changed', '-s', ''], 2, 'hint: Every credential is --all'],
    [['role', 'update', 'changed', '-s', ' , '], 2, 'hint: Every credential is --all'],
    [
      ['role', 'update', 'changed', '-s', 'a-*', '--all'],
      2,
      'error: --all and --scopes say different things',
    ],
    [['role', 'create', 'bad', '-p', 'read,fly'], 2, 'error: Invalid request:'],
    [['role', 'create', 'bad', '-p', 'read', '-s', 'a[b'], 2, 'error: Invalid request:'],
    [['role', 'create', 'bad name', '-p', 'read'], 2, 'error: Invalid request:'],
  ])('%j', async (args, code, text) => {
    const refused = await product.cli(args)
    expect(refused.stderr).toContain(text)
    expect(refused.code).toBe(code)
    expect(refused.stdout.toString()).toBe('')
  })
})

it('deleting a role names the keys that stop working', async () => {
  await succeeds(['role', 'create', 'old-role', '--permissions', 'read'])
  await product.cli(['key', 'create', 'left-behind', '--role', 'old-role'])
  const deleted = await product.cli(['role', 'delete', 'old-role'])
  expect(deleted).toMatchObject({
    code: 0,
    stderr: 'warning: these API keys had this role and no longer work: left-behind\n',
  })
  expect(deleted.stdout.toString()).toBe('Deleted role: old-role\n')
  expect((await product.cli(['key', 'list'])).stdout.toString()).toMatch(/left-behind +\(deleted\)/)
})

it('global options stand before and after, at any depth', async () => {
  const none = `${product.folder}/none.toml`
  for (const args of [
    ['--config', none, 'role', 'list'],
    ['role', '--config', none, 'list'],
    ['role', 'list', '--config', none],
  ]) {
    expect(await product.cli(args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('does not exist') as string,
    })
  }
})
