import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signedIn, type SignedIn } from '../support/signed-in.ts'

let ui: SignedIn
beforeAll(async () => {
  ui = await signedIn()
}, 60_000)
afterAll(() => ui.close())

const KEY = 'canary-key-0123456789'
const text = async (path: string): Promise<string> => (await ui.get(path)).text()
const add = (fields: Record<string, string>): Promise<Response> =>
  ui.post('/credentials/new', {
    type: 'api_key',
    place: 'bearer',
    key: KEY,
    hosts: 'api.example.com',
    ...fields,
  })

describe('a new credential', () => {
  test('is stored with its hosts, place and notes, and shown without its secret', async () => {
    const answer = await add({
      alias: 'added',
      hosts: 'api.example.com\r\nhttps://two.example.com:8443',
      description: 'For tests',
      place: 'header',
      header_name: 'X-API-Key',
      metadata: 'team: payments\r\nlevel: 3',
    })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toMatch(/^\/credentials\/added/)
    const page = await text('/credentials/added')
    for (const shown of [
      'https://api.example.com',
      'https://two.example.com:8443',
      'X-API-Key',
      'payments',
      'For tests',
    ])
      expect(page).toContain(shown)
    expect(page).not.toContain(KEY)
  })

  test('of a known service is bound by the shape of its key, and the page says so', async () => {
    const answer = await add({ alias: 'hub', key: `ghp_${'a'.repeat(36)}`, hosts: '' })
    const page = await text(answer.headers.get('location') ?? '')
    expect(page).toContain('well-known service')
    expect(page).toContain('https://api.github.com')
  })

  test('of another type has the fields of that type', async () => {
    const page = await text('/credentials/new?type=basic_auth')
    expect(page).toMatch(/name="username"/)
    expect(page).toMatch(/type="password"[^>]*name="password"/)
    expect(page).not.toMatch(/name="header_name"/)
    const answer = await ui.post('/credentials/new', {
      type: 'basic_auth',
      alias: 'pair',
      username: 'me@example.com',
      password: 'a long enough one',
      hosts: 'pair.example.com',
    })
    expect(answer.status).toBe(303)
    expect(await text('/credentials/pair')).toContain('Basic auth')
  })

  test.each([
    [{ alias: 'has space' }, 'alias', 'An alias is 1 to 128'],
    [{ alias: 'x', hosts: 'https://h.example/path' }, 'hosts', 'A destination is a host'],
    [{ alias: 'x', key: '' }, 'key', 'needs a key'],
    [{ alias: 'x', place: 'header', header_name: 'Bad Name' }, 'header_name', 'is not a header name'],
    [{ alias: 'x', place: 'query', query_param: '' }, 'query_param', 'The parameter name must be'],
    [{ alias: 'x', metadata: 'no colon here' }, 'metadata', 'a name, a colon and a value'],
    [{ alias: 'x', addresses: 'nonsense' }, 'addresses', 'An address range is written'],
    [{ alias: 'x', description: 'ghp_' + 'b'.repeat(36) }, 'description', 'description'],
  ])(
    'that cannot be (%j) is said at its field, with what was typed but the secret',
    async (fields, field, said) => {
      const answer = await add({ hosts: 'kept.example.com', metadata: 'team: kept', ...fields })
      const page = await answer.text()
      expect(answer.status).toBe(422)
      expect(page).toContain(said)
      expect(page).toContain(`href="#field-${field}"`)
      expect(page).toMatch(
        new RegExp(`id="field-${field}"[^>]*aria-invalid="true"|id="field-${field}-error"`),
      )
      if (field !== 'hosts') expect(page).toContain('kept.example.com')
      expect(page).not.toContain(KEY)
      expect(page).not.toContain('b'.repeat(36))
    },
  )

  test('of an alias there is already is a conflict, and nothing is changed', async () => {
    await add({ alias: 'taken', description: 'first' })
    const answer = await add({ alias: 'taken', description: 'second' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('There is already a credential of this alias')
    expect(await text('/credentials/taken')).toContain('first')
  })

  test('sent twice is one, by the number in its form', async () => {
    const fields = { alias: 'once', creation: crypto.randomUUID() }
    expect((await add(fields)).status).toBe(303)
    expect((await add(fields)).status).toBe(303)
    expect((await add({ ...fields, creation: crypto.randomUUID() })).status).toBe(422)
  })

  test('whose secret was also typed elsewhere comes back without it', async () => {
    const answer = await add({
      alias: 'not an alias',
      description: `my key is ${KEY}`,
      metadata: `note: ${KEY}`,
    })
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(page).not.toContain(KEY)
    expect(page).toContain('not an alias')
  })

  test('called new has a page too', async () => {
    const answer = await add({ alias: 'new' })
    expect(answer.headers.get('location')).toMatch(/^\/credentials\/new\/about/)
    expect(await text('/credentials/new/about')).toContain('https://api.example.com')
    expect(await text('/credentials?q=new')).toContain('href="/credentials/new/about"')
  })

  test('of no type there is is refused', async () => {
    expect((await ui.get('/credentials/new?type=toString')).status).toBe(400)
    expect((await ui.post('/credentials/new', { type: '__proto__', alias: 'x' })).status).toBe(400)
  })
})

describe('a stored credential', () => {
  test('is edited and renamed, its placement and notes taken away', async () => {
    await add({ alias: 'before', place: 'query', query_param: 'k', metadata: 'team: a\nlist: [1,2]' })
    const form = await text('/credentials/before/edit')
    expect(form).toContain('list: [1,2]')
    expect(form).toMatch(/value="query"[^>]*checked|checked[^>]*value="query"/)
    const fields = { alias: 'after', description: 'Edited', place: 'bearer', metadata: 'list: [1,2]' }
    const answer = await ui.post('/credentials/before/edit', fields)
    expect(answer.headers.get('location')).toMatch(/^\/credentials\/after/)
    const page = await text('/credentials/after')
    expect(page).toContain('Authorization: Bearer')
    expect(page).toContain('Edited')
    expect(page).not.toContain('<dt>team</dt>')
    expect((await ui.get('/credentials/before')).status).toBe(404)
  })

  test('that cannot be renamed so stays, and says why', async () => {
    await add({ alias: 'one' })
    await add({ alias: 'two' })
    const answer = await ui.post('/credentials/one/edit', {
      alias: 'two',
      place: 'bearer',
      description: 'typed',
    })
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(page).toContain('Choose another')
    expect(page).toContain('value="typed"')
  })

  test('takes another secret, which is used from then on and never shown', async () => {
    await add({ alias: 'renewed', key: 'short' })
    expect(await text('/credentials/renewed')).toContain('shorter than 8 bytes')
    expect((await ui.post('/credentials/renewed/secret', { key: '' })).status).toBe(422)
    const answer = await ui.post('/credentials/renewed/secret', { key: 'second-canary-123456' })
    expect(answer.status).toBe(303)
    const page = await text('/credentials/renewed')
    expect(page).not.toContain('shorter than 8 bytes')
    expect(page).not.toContain('second-canary-123456')
  })

  test('is bound to more hosts and to fewer', async () => {
    await add({ alias: 'bound' })
    const more = { hosts: 'https://more.example.com\nhttps://inner.example.com', addresses: '10.1.0.0/16' }
    expect((await ui.post('/credentials/bound/bind', more)).status).toBe(303)
    expect(await text('/credentials/bound')).toContain('also at 10.1.0.0/16')
    await ui.post('/credentials/bound/unbind', { host: 'https://api.example.com' })
    const page = await text('/credentials/bound')
    expect(page).not.toContain('https://api.example.com')
    expect(page).toContain('https://more.example.com')
    const wrong = await ui.post('/credentials/bound/bind', { hosts: '*.com' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('*.com')
  })

  test('is deleted only by the form, after a page that asks', async () => {
    await add({ alias: 'doomed' })
    expect(await text('/credentials/doomed/delete')).toContain('cannot be taken back')
    expect((await ui.get('/credentials/doomed')).status).toBe(200)
    expect((await ui.browser.postAsIs('/credentials/doomed/delete', {})).status).toBe(403)
    expect((await ui.get('/credentials/doomed')).status).toBe(200)
    expect((await ui.post('/credentials/doomed/delete')).headers.get('location')).toMatch(/^\/credentials/)
    expect((await ui.get('/credentials/doomed')).status).toBe(404)
  })

  test.each(['', '/edit', '/secret', '/delete'])('that is not there has no page %s', async (part) => {
    expect((await ui.get(`/credentials/nobody${part}`)).status).toBe(404)
  })
})
