import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothDoors, creationIn, keysIn, readable, type BothDoors } from './both-doors.ts'

let doors: BothDoors
beforeAll(async () => {
  doors = await bothDoors(['github-api', 'github-ci', 'stripe-test'])
})
afterAll(() => doors.close())

const role = (name: string, rest: object = {}): Record<string, string | string[]> => ({
  name,
  description: '',
  permissions: ['read', 'execute'],
  scopes: 'github-*',
  ...rest,
})

describe('making a role', () => {
  it('the list has it, with what comes with the product', async () => {
    const made = await doors.post('/roles/new', role('reader', { description: 'Reads' }))
    expect(made.status).toBe(303)
    expect(made.headers.get('Location')).toBe('/roles/reader')
    const list = readable((await doors.get('/roles')).text)
    expect(list).toContain('admin built in')
    expect(list).toMatch(/reader Reads Read, Execute github-\* 0 Edit/)
  })

  it('scopes stand on lines or between commas; braces keep theirs', async () => {
    await doors.post('/roles/new', role('split', { scopes: 'a-*, {b,c}-d\r\n e ,' }))
    expect(readable((await doors.get('/roles/split')).text)).toContain('Scopes a-* , {b,c}-d , e Created')
  })

  it.each([
    ['name', { name: 'no name' }, 'The name of a role is 1 to 64'],
    ['permissions', { permissions: [] }, 'A role has at least one permission'],
    ['scopes', { scopes: 'https://api.example.com' }, 'A scope is a pattern of aliases'],
    ['description', { description: `a vk_${'a'.repeat(32)}` }, 'The description holds a secret'],
  ])('what is wrong is said at its field, and what was typed stays: %s', async (field, part, text) => {
    const page = await doors.post('/roles/new', role('kept-name', { description: 'Kept & shown', ...part }))
    expect(page.status).toBe(422)
    expect(readable(page.text)).toContain(text)
    expect(page.text).toMatch(new RegExp(`<p class="field-error" id="(?:field-)?${field}-error">`))
    if (field !== 'description') expect(page.text).toContain('value="Kept &amp; shown"')
    if (field !== 'name') expect(page.text).toContain('value="kept-name"')
  })

  it('another role of that name is a conflict, at the name', async () => {
    await doors.post('/roles/new', role('taken'))
    const page = await doors.post('/roles/new', role('taken', { scopes: 'other-*' }))
    expect(page.status).toBe(422)
    expect(page.text).toContain('<p class="field-error" id="field-name-error">')
    expect(readable(page.text)).toContain('already exists, with other content')
    const builtIn = await doors.post('/roles/new', role('admin'))
    expect(readable(builtIn.text)).toContain('comes with the product')
  })

  it('the preview button makes nothing', async () => {
    const page = await doors.post('/roles/new', role('only-seen', { preview: 'yes' }))
    expect(readable(page.text)).toContain('Covers 2 of 3 credentials.')
    expect((await doors.get('/roles/only-seen')).status).toBe(404)
  })

  it('no scopes are all credentials, which is said', async () => {
    const page = await doors.post('/roles/scopes', { scopes: ' ' })
    expect(page.text).not.toContain('<html')
    expect(readable(page.text)).toMatch(/Covers 3 of 3 credentials.*all credentials/)
  })
})

describe('changing and deleting', () => {
  it('a new name takes effect, and its keys follow', async () => {
    await doors.post('/roles/new', role('old-name'))
    const token = await keyFor('old-name', 'follower')
    const saved = await doors.post('/roles/old-name/edit', role('new-name', { scopes: 'stripe-*' }))
    expect(saved.headers.get('Location')).toBe('/roles/new-name')
    const { json } = await doors.api(token, '/v1/credentials')
    expect(JSON.stringify(json)).toContain('stripe-test')
    expect(JSON.stringify(json)).not.toContain('github')
    expect(readable((await doors.get('/roles/new-name')).text)).toContain('1 API key')
    expect(readable((await doors.get('/roles/new-name/edit')).text)).toContain('1 API key has this role')
  })

  it('says how many keys stop working, and they do', async () => {
    await doors.post('/roles/new', role('doomed'))
    const tokens = [await keyFor('doomed', 'doomed-1'), await keyFor('doomed', 'doomed-2')]
    const page = await doors.get('/roles/doomed')
    expect(readable(page.text)).toContain('2 API keys stop working at once.')
    const [, action = ''] = /action="(\/roles\/[0-9a-f-]{36}\/delete)"/.exec(page.text) ?? []
    const deleted = await doors.post(action)
    expect([deleted.status, deleted.headers.get('Location')]).toEqual([303, '/roles'])
    for (const token of tokens) expect((await doors.api(token, '/v1/credentials')).status).toBe(401)
    expect(readable((await doors.get('/keys')).text)).toMatch(/doomed-2 .{0,80}role deleted/)
  })

  it('what comes with the product can be neither', async () => {
    expect((await doors.get('/roles/admin')).text).not.toContain('/delete"')
    expect((await doors.get('/roles/admin/edit')).headers.get('Location')).toBe('/roles/admin')
    expect((await doors.post('/roles/admin/delete')).status).toBe(409)
    expect((await doors.post('/roles/admin/edit', role('admin', { description: 'x' }))).status).toBe(422)
  })
})

it('a role may be called as a page is', async () => {
  const made = await doors.post('/roles/new', role('new'))
  const href = made.headers.get('Location') ?? ''
  expect(href).toMatch(/^\/roles\/[0-9a-f-]{36}$/)
  expect(readable((await doors.get(href)).text)).toContain('Role new')
  expect(readable((await doors.get('/roles/new')).text)).toContain('New role')
})

it('nothing that is typed becomes markup', async () => {
  const hostile = `</textarea></title><script>alert(1)</script><img src=x onerror=alert(2)>"'`
  await doors.post('/roles/new', role('hostile', { description: hostile }))
  const refused = await doors.post('/roles/new', {
    name: hostile,
    description: hostile,
    permissions: [hostile],
    scopes: hostile,
  })
  const pages = [
    '/roles',
    '/roles/hostile',
    '/roles/hostile/edit',
    `/keys/new?role=${encodeURIComponent(hostile)}`,
  ]
  const shown = [refused, await doors.post('/roles/scopes', { scopes: hostile })]
  for (const path of pages) shown.push(await doors.get(path))
  for (const { text } of shown) {
    expect(text).not.toMatch(/<script>|<img/)
    expect(text).not.toContain('</textarea></title>')
  }
  expect(readable((await doors.get('/roles/hostile')).text)).toContain(`"'`)
})

async function keyFor(name: string, key: string): Promise<string> {
  const creation = creationIn(await doors.get('/keys/new'))
  const made = await doors.post('/keys/new', {
    creation,
    name: key,
    role: name,
    expires: '7d',
    expires_on: '',
  })
  const [token = ''] = keysIn(made.text)
  return token
}
