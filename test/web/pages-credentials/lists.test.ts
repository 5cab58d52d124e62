import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signedIn, type SignedIn } from '../support/signed-in.ts'

const COUNT = 120
const name = (at: number): string => `credential-${String(at).padStart(3, '0')}`

let ui: SignedIn
beforeAll(async () => {
  ui = await signedIn()
  for (let at = 0; at < COUNT; at++) {
    const answer = await ui.post('/credentials/new', {
      type: 'api_key',
      place: 'bearer',
      alias: name(at),
      key: at === 7 ? 'tiny' : `key-of-credential-${String(at)}`,
      hosts: at === 3 ? '' : `host-${String(at)}.example.com`,
      description: at === 50 ? 'The Billing One' : '',
    })
    if (answer.status !== 303) throw new Error(await answer.text())
  }
}, 120_000)
afterAll(() => ui.close())

const aliasesIn = (page: string): string[] =>
  [...page.matchAll(/class="alias" href="\/credentials\/([^"]+)"/g)].map(([, alias = '']) => alias)
const list = async (query: string, headers?: Record<string, string>): Promise<string> =>
  (await ui.get(`/credentials${query}`, headers)).text()

describe('the list', () => {
  test('has fifty a page, sorted by alias, and every credential on one of them', async () => {
    const pages = [await list(''), await list('?page=2'), await list('?page=3')]
    expect(pages.map((page) => aliasesIn(page).length)).toEqual([50, 50, 20])
    expect(pages.flatMap(aliasesIn)).toEqual(Array.from({ length: COUNT }, (_, at) => name(at)))
    expect(pages[1]).toContain('51–100 of 120')
    expect(pages[1]).toMatch(/href="\/credentials\?page=1"/)
    expect(pages[1]).toMatch(/href="\/credentials\?page=3"/)
  })

  test.each(['?page=0', '?page=-1', '?page=x', '?page=1e9', '?page=99999999999999999999'])(
    'takes %s for a page that is there',
    async (query) => {
      expect(aliasesIn(await list(query)).length).toBeGreaterThan(0)
    },
  )

  test.each([
    ['?q=billing', [name(50)]],
    ['?q=HOST-11.EX', [name(11)]],
    ['?q=credential-01&show=all', Array.from({ length: 10 }, (_, at) => name(10 + at))],
    ['?show=unbound', [name(3)]],
    ['?show=weak', [name(7)]],
    ['?show=weak&q=003', []],
    ['?show=constructor&q=007', [name(7)]],
  ])('%s finds %j', async (query, found) => {
    expect(aliasesIn(await list(query))).toEqual(found)
  })

  test('keeps the filter from page to page', async () => {
    expect(await list('?q=credential')).toContain('href="/credentials?q=credential&amp;page=2"')
  })

  test('gives htmx the list alone', async () => {
    const part = await list('?q=billing', { 'HX-Request': 'true' })
    expect(part).not.toContain('<html')
    expect(aliasesIn(part)).toEqual([name(50)])
  })

  test('shows where each may go, and warns of those bound to nothing and of short secrets', async () => {
    const page = (await list('')).replaceAll(/\s+/g, ' ')
    expect(page).toContain('host-5.example.com')
    expect(page).toContain('One credential is bound to no host')
    expect(page).toContain('shorter than 8 bytes')
    expect(page).toMatch(/badge-warn">unbound/)
    expect(page).toMatch(/badge-warn">short secret/)
  })
})

describe('the dashboard', () => {
  test('counts, warns, and tells what happened last', async () => {
    const page = await (await ui.get('/')).text()
    expect(page).toMatch(/stat-value">120</)
    expect(page).toContain('bound to no host')
    expect(page).toContain('credential.add')
    expect(page.match(/<time /g)?.length).toBeGreaterThanOrEqual(10)
  })

  test('has its chart as a part and as a page of its own', async () => {
    const part = await (await ui.get('/last-day', { 'HX-Request': 'true' })).text()
    expect(part).toContain('No request in the last 24 hours')
    expect(part).not.toContain('<html')
    expect(await (await ui.get('/last-day')).text()).toContain('<h1>')
  })
})

test('the health page names what is wrong, first', async () => {
  const page = await (await ui.get('/health-report')).text()
  expect(page).toContain('Vault generation')
  const states = [...page.matchAll(/class="badge badge-(\w+)"/g)].map(([, tone]) => tone)
  expect(states.length).toBeGreaterThan(5)
  expect(states).toEqual(states.toSorted((a, b) => rank(a) - rank(b)))
  expect(states[0]).not.toBe('good')
})

test('the first load of a page is under 60 KB, compressed', async () => {
  const page = await (await ui.get('/credentials')).text()
  const paths = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
  expect(paths).toHaveLength(4)
  let bytes = gzipSync(page).length
  for (const path of paths) {
    const answer = await ui.get(path, { 'Accept-Encoding': 'gzip' })
    expect(answer.status).toBe(200)
    const length = Number(answer.headers.get('content-length'))
    expect(length).toBeGreaterThan(0)
    bytes += length
  }
  expect(bytes).toBeLessThan(60 * 1024)
})

const rank = (tone: string | undefined): number => ['bad', 'warn', 'good'].indexOf(tone ?? '')
