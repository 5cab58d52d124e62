import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AGENT_SETTINGS } from '../../../src/surfaces/json/agent-settings.ts'
import { bothDoors, creationIn, keysIn, readable, type BothDoors, type Page } from './both-doors.ts'

let doors: BothDoors
beforeAll(async () => {
  doors = await bothDoors(['github-api', 'github-ci', 'stripe-live', 'stripe-test'])
})
afterAll(() => doors.close())

type Fields = Record<string, string | string[]>

async function filled(name: string, rest: Fields = {}): Promise<Fields> {
  return {
    creation: creationIn(await doors.get('/connect')),
    name,
    client: 'claude-code',
    credential: ['github-api'],
    patterns: '',
    permissions: ['read', 'execute'],
    expires: '30d',
    expires_on: '',
    ...rest,
  }
}

const connect = async (name: string, rest: Fields = {}): Promise<Page> =>
  doors.post('/connect', await filled(name, rest))

const aliases = async (key: string): Promise<readonly string[]> => {
  const { json } = await doors.api(key, '/v1/credentials')
  return (json as { credentials: { alias: string }[] }).credentials.map(({ alias }) => alias)
}

/** The texts to be copied, by the id of their boxes. */
const boxes = ({ text }: Page): ReadonlyMap<string, string> =>
  new Map(
    [
      ...text.matchAll(/id="([\w-]+)" aria-label="[^"]*" tabindex="0" role="group"[^>]*>(?:<code>)?([^<]*)/g),
    ].map(([, id = '', code = '']) => [
      id,
      code.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
    ]),
  )

describe('an agent that is connected', () => {
  it('sees what was ticked and what the patterns say, and no more', async () => {
    const page = await connect('narrow', { credential: ['github-api'], patterns: 'stripe-*\nnone-yet' })
    const [token = ''] = keysIn(page.text)
    expect(await aliases(token)).toEqual(['github-api', 'stripe-live', 'stripe-test'])
    expect((await doors.api(token, '/v1/credentials/github-ci')).status).toBe(403)
    expect((await doors.api(token, '/v1/keys')).status).toBe(403)
    const role = readable((await doors.get('/roles/narrow')).text)
    expect(role).toContain('Permissions Read, Execute Scopes github-api , stripe-* , none-yet')
  })

  it('gets the settings of each client, with the one key and the address of the proxy', async () => {
    const page = await connect('pasted', { client: 'cursor' })
    const [token = '', ...more] = keysIn(page.text)
    expect(more).toEqual([])
    const shown = boxes(page)
    const call = { alias: 'github-api', target: 'https://api.example.com/' }
    for (const [client, settings] of Object.entries(AGENT_SETTINGS))
      expect(shown.get(`settings-${client}`)).toBe(settings.text(doors.proxyUrl, token, call))
    expect([...shown.keys()][0]).toBe('settings-cursor')
    expect(shown.get('token')).toBe(token)
  })

  it('its settings are in one answer, which nobody keeps', async () => {
    const page = await connect('seen-once')
    const [token = ''] = keysIn(page.text)
    expect(page.headers.get('Cache-Control')).toBe('no-store')
    expect([...page.headers].join('\n')).not.toContain(token.slice(11))
    for (const path of ['/connect', '/keys', '/roles/seen-once', '/audit', '/'])
      expect((await doors.get(path)).text).not.toContain(token.slice(11))
    expect(doors.log()).not.toContain(token.slice(11))
  })

  it('acts by them: the command line under this key needs no password', async () => {
    const page = await connect('shell', { patterns: 'stripe-*' })
    const given = (boxes(page).get('settings-environment') ?? '').split('\n').map((line) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
      return [name, value]
    })
    const env = {
      PATH: process.env['PATH'],
      HOME: doors.product.folder,
      ...(Object.fromEntries(given) as Record<string, string>),
    }
    const { code, stdout } = await doors.product.cli(['list', '--json'], '', env)
    expect(code).toBe(0)
    expect(stdout.toString()).toContain('stripe-live')
    expect(stdout.toString()).not.toContain('github-ci')
  })
})

describe('the same again', () => {
  it('sent twice at once makes one role and one key', async () => {
    const fields = await filled('double')
    const pages = await Promise.all([doors.post('/connect', fields), doors.post('/connect', fields)])
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    expect(pages.flatMap((page) => keysIn(page.text))).toHaveLength(1)
    const again = await doors.post('/connect', fields)
    expect(readable(again.text)).toContain('This key was made already')
    expect(readable((await doors.get('/roles/double')).text)).toContain('1 API key')
  })

  it('takes the very same role for a new key', async () => {
    await connect('renewed')
    const [, href = ''] =
      /href="(\/keys\/[0-9a-f-]{36})">renewed</.exec((await doors.get('/keys?q=renewed')).text) ?? []
    await doors.post(`${href}/revoke`)
    const [token = ''] = keysIn((await connect('renewed')).text)
    expect(await aliases(token)).toEqual(['github-api'])
    expect((await doors.get('/roles')).text.match(/>renewed</g)).toHaveLength(1)
  })

  it('a role of that name with other content stays as it is', async () => {
    await connect('changed')
    const page = await connect('changed', { credential: ['stripe-live'] })
    expect(page.status).toBe(422)
    expect(keysIn(page.text)).toEqual([])
    expect(page.text).toContain('id="field-name-error"')
    expect(readable((await doors.get('/roles/changed')).text)).toContain('Scopes github-api Created')
  })

  it('a key of that name leaves no role behind', async () => {
    const creation = creationIn(await doors.get('/keys/new'))
    await doors.post('/keys/new', { creation, name: 'only-key', role: 'read-only', expires: '7d' })
    const page = await connect('only-key')
    expect(page.status).toBe(422)
    expect(readable(page.text)).toContain("already an API key named 'only-key'")
    expect((await doors.get('/roles/only-key')).status).toBe(404)
  })
})

describe('a refused form', () => {
  it.each([
    [{ credential: [], patterns: ' ' }, 'credentials-error', 'Tick at least one credential'],
    [{ patterns: 'api.github.com/x' }, 'credentials-error', 'A scope is a pattern of aliases'],
    [{ permissions: [] }, 'permissions-error', 'A role has at least one permission'],
    [{ name: 'two words' }, 'field-name-error', 'The name of an API key is 1 to 64'],
    [{ expires_on: '2020-02-02' }, 'field-expires_on-error', 'The expiry is in the past.'],
  ])('says what it is: %j', async (rest, at, text) => {
    const page = await connect('refused', rest)
    expect(page.status).toBe(422)
    expect(readable(page.text)).toContain(text)
    expect(page.text).toContain(`id="${at}"`)
    if (!('credential' in rest)) expect(page.text).toMatch(/value="github-api" checked/)
    expect((await doors.get('/roles/refused')).status).toBe(404)
  })

  it('without credentials means none of them, not all', async () => {
    await connect('nothing', { credential: [] })
    expect(readable((await doors.get('/keys')).text)).not.toContain('nothing vk_')
  })

  it('becomes no markup', async () => {
    const hostile = `"><script>alert(1)</script>`
    const page = await connect(hostile, { credential: [hostile], patterns: hostile, client: hostile })
    expect(page.status).toBe(422)
    expect(page.text).not.toContain('<script>alert')
  })
})

describe('the list of credentials', () => {
  it('can be filtered, and what is ticked stays, with and without the script', async () => {
    const fields = await filled('filtering', { credential: ['github-api'], filter: 'STRIPE' })
    const whole = await doors.post('/connect', { ...fields, show: 'list' })
    expect(whole.text).toContain('value="filtering"')
    const part = await doors.post('/connect/credentials', fields)
    expect(part.text).not.toContain('<html')
    for (const { text } of [whole, part])
      expect(
        [...text.matchAll(/name="credential" value="([^"]+)"( checked)?/g)].map(([, a, b]) => [a, b]),
      ).toEqual([
        ['github-api', ' checked'],
        ['stripe-live', undefined],
        ['stripe-test', undefined],
      ])
    expect(readable((await doors.get('/keys')).text)).not.toContain('filtering')
  })
})
