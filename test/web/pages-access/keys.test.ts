import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bothDoors, creationIn, keysIn, readable, type BothDoors, type Page } from './both-doors.ts'

let doors: BothDoors
beforeAll(async () => {
  doors = await bothDoors(['github-api'])
})
afterAll(() => doors.close())

type Fields = Record<string, string>

/** What a form of its own would send. */
async function filled(name: string, rest: Fields = {}): Promise<Fields> {
  const creation = creationIn(await doors.get('/keys/new'))
  return { creation, name, role: 'read-only', expires: '30d', expires_on: '', ...rest }
}

async function made(name: string, rest: Fields = {}): Promise<{ token: string; page: Page; href: string }> {
  const page = await doors.post('/keys/new', await filled(name, rest))
  const [token = ''] = keysIn(page.text)
  const [, href = ''] = /href="(\/keys\/[0-9a-f-]{36})"/.exec(page.text) ?? []
  return { token, page, href }
}

const facts = async (href: string): Promise<string> => readable((await doors.get(href)).text)

describe('a new key', () => {
  it('opens what its role allows', async () => {
    const { token, page } = await made('opener')
    expect(page.status).toBe(200)
    expect((await doors.api(token, '/v1/credentials')).status).toBe(200)
  })

  it('is in one answer, which nobody keeps, and in nothing else', async () => {
    const { token, page, href } = await made('once')
    expect(page.headers.get('Cache-Control')).toBe('no-store')
    expect(page.text.split(token)).toHaveLength(3)
    expect(/<title>([^<]*)/.exec(page.text)?.[1]).toBe('API key created · Vultrino')
    await doors.api(token, '/v1/credentials')
    for (const path of ['/keys', href, '/roles/read-only', '/audit', '/keys/new', '/connect', '/'])
      expect((await doors.get(path)).text).not.toContain(token.slice(11))
    expect([...page.headers].join('\n')).not.toContain(token.slice(11))
    expect(doors.log()).not.toContain(token.slice(11))
    for (const file of readdirSync(join(doors.product.folder, 'data'), { withFileTypes: true }))
      if (file.isFile())
        expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain(token.slice(11))
  })

  it('is shown by its prefix', async () => {
    const { token, href } = await made('short')
    expect(await facts(href)).toContain(`Key ${token.slice(0, 11)}… Role read-only`)
    expect(readable((await doors.get('/keys')).text)).toContain(`short ${token.slice(0, 11)}… read-only`)
  })

  it('its page tells what was asked with it', async () => {
    const { token, href } = await made('asker')
    expect(await facts(href)).toContain('Last used never')
    await doors.api(token, '/v1/credentials/github-api')
    await doors.api(token, '/v1/keys')
    const text = await facts(href)
    expect(text).toMatch(/– key\.list asker forbidden.*github-api credential\.get asker done/)
    expect(text).not.toContain('Last used never')
  })
})

describe('one form is one key', () => {
  it('loading the answer again shows no key and makes none', async () => {
    const fields = await filled('reloaded')
    const [token = ''] = keysIn((await doors.post('/keys/new', fields)).text)
    const again = await doors.post('/keys/new', fields)
    expect(again.status).toBe(200)
    expect(keysIn(again.text)).toEqual([])
    expect(readable(again.text)).toContain('This key was made already')
    expect((await doors.api(token, '/v1/credentials')).status).toBe(200)
    expect((await doors.get('/keys?q=reloaded')).text.match(/>reloaded</g)).toHaveLength(1)
  })

  it('sent several times at once, it makes one', async () => {
    const fields = await filled('impatient')
    const pages = await Promise.all(Array.from({ length: 5 }, () => doors.post('/keys/new', fields)))
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(pages.flatMap(({ text }) => keysIn(text))).toHaveLength(1)
  })

  it('with other content it says so, and makes another when it is sent again', async () => {
    const fields = await filled('gone-back')
    await doors.post('/keys/new', fields)
    const refused = await doors.post('/keys/new', { ...fields, name: 'gone-back-2' })
    expect(refused.status).toBe(422)
    expect(readable(refused.text)).toContain('has made another key before')
    const creation = creationIn(refused)
    expect(creation).not.toBe(fields['creation'])
    const page = await doors.post('/keys/new', { ...fields, name: 'gone-back-2', creation })
    expect(keysIn(page.text)).toHaveLength(1)
  })

  it('without its name nothing is made', async () => {
    const page = await doors.post('/keys/new', { ...(await filled('nameless')), creation: '' })
    expect(page.status).toBe(422)
    expect(keysIn(page.text)).toEqual([])
  })
})

describe('when it ends', () => {
  it.each([
    ['7d', 7],
    ['30d', 30],
    ['90d', 90],
    ['1y', 365],
  ])('%s', async (expires, days) => {
    const { href } = await made(`for-${expires}`, { expires })
    const { text } = await doors.get(href)
    const [end = '', created = ''] = [...text.matchAll(/<time datetime="([^"]+)"/g)].map(([, at]) => at ?? '')
    // The clock is read once for the end and once for the beginning.
    expect(Math.round((Date.parse(end) - Date.parse(created)) / 60_000)).toBe(days * 1440)
  })

  it('never', async () => {
    const { href } = await made('for-ever', { expires: 'never' })
    expect(await facts(href)).toContain('Expires never')
  })

  it('a date counts before the preset, to the end of its day', async () => {
    const { href } = await made('by-date', { expires_on: '2199-12-31' })
    expect((await doors.get(href)).text).toContain('datetime="2199-12-31T23:59:59.999Z"')
  })

  it.each([
    [{ expires_on: '2020-01-01' }, 'The expiry is in the past.'],
    [{ expires_on: '2199-02-30' }, 'An expiry is a time from now'],
    [{ expires: '2d' }, 'Choose when the key expires.'],
  ])('%j is refused', async (rest, text) => {
    const page = await doors.post('/keys/new', await filled('refused', rest))
    expect(page.status).toBe(422)
    expect(readable(page.text)).toContain(text)
    expect(page.text).toContain('value="refused"')
  })
})

it.each([
  [{ name: 'a b' }, 'field-name-error', 'The name of an API key is 1 to 64'],
  [{ name: `vk_${'a'.repeat(32)}` }, 'field-name-error', 'holds a key'],
  [{ role: 'nobody' }, 'field-role-error', "Role 'nobody' not found"],
  [{ role: '' }, undefined, 'A role is named by its name'],
])('a refused form says why: %j', async (rest, at, text) => {
  const page = await doors.post('/keys/new', await filled('kept', rest))
  expect(page.status).toBe(422)
  expect(readable(page.text)).toContain(text)
  if (at !== undefined) expect(page.text).toContain(`id="${at}"`)
})

it('a name that is taken is said at the name', async () => {
  await made('taken')
  const page = await doors.post('/keys/new', await filled('taken'))
  expect(page.status).toBe(422)
  expect(page.text).toContain('id="field-name-error"')
  expect(keysIn(page.text)).toEqual([])
})

describe('revoking', () => {
  it('asks nothing, and the key opens nothing from then on', async () => {
    const { token, href } = await made('revoked')
    expect((await doors.get(href)).text).not.toContain('data-confirm')
    expect((await doors.api(token, '/v1/credentials')).status).toBe(200)
    const answer = await doors.post(`${href}/revoke`, { page: '3' })
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/keys?page=3'])
    expect((await doors.api(token, '/v1/credentials')).status).toBe(401)
    expect((await doors.get(href)).status).toBe(404)
    expect(readable((await doors.get('/keys?page=3')).text)).not.toContain('revoked vk_')
  })

  it('pressed twice is revoked once', async () => {
    const { href } = await made('pressed-twice')
    expect((await doors.post(`${href}/revoke`)).status).toBe(303)
    expect((await doors.post(`${href}/revoke`)).status).toBe(303)
  })

  it('comes back to a page of ours, whatever the form says', async () => {
    const { href } = await made('led-astray')
    const answer = await doors.post(`${href}/revoke`, { page: '//evil.example' })
    expect(answer.headers.get('Location')).toBe('/keys')
  })
})

it('the list goes page by page, newest first, and can be filtered', async () => {
  const wanted = { name: '', role: 'read-only', expires: 'never', expires_on: '' }
  for (let at = 0; at < 55; at++) {
    const creation = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`
    await doors.post('/keys/new', { ...wanted, name: `many-${String(at)}`, creation })
  }
  const first = await doors.get('/keys?q=MANY-')
  expect(readable(first.text)).toContain('1–50 of 55')
  expect(first.text.indexOf('>many-54<')).toBeLessThan(first.text.indexOf('>many-53<'))
  expect(first.text).toContain('href="/keys?q=MANY-&amp;page=2"')
  const second = await doors.get('/keys?q=MANY-&page=2')
  expect(readable(second.text)).toContain('51–55 of 55')
  expect(second.text).toContain('>many-0<')
  expect(readable((await doors.get('/keys?page=999999')).text)).toContain('51–')
  expect(readable((await doors.get('/keys?q=%3Cscript%3E')).text)).toContain('No API key fits')
})
