import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedIn, type SignedIn } from '../support/signed-in.ts'

/** Texts that would be markup where nobody escapes them: in text, in either kind of quoted attribute, in a text area, after a line break. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</textarea><svg onload=alert(1)>',
  '</title><script src=//evil.example></script>',
  '" hx-get="/credentials" hx-trigger="load',
  '<a href="javascript:alert(1)">x</a>',
  '${7*7}{{7*7}}<!--',
]

let ui: SignedIn
beforeAll(async () => {
  ui = await signedIn()
}, 60_000)
afterAll(() => ui.close())

/** Markup that is none of ours. */
const FOREIGN =
  /<script(?! src="\/assets\/)|<img|<svg onload|onerror=alert[^&]*>|onmouseover='|hx-trigger="load"|href="javascript:|src=\/\/evil[^&]*>|<!--/i

test.each(HOSTILE)('%s in a description and in metadata stays a text on every page', async (hostile) => {
  const alias = `h${String(HOSTILE.indexOf(hostile))}`
  const fields = { type: 'api_key', place: 'bearer', key: 'a-key-of-some-length', hosts: 'h.example.com' }
  const added = await ui.post('/credentials/new', {
    ...fields,
    alias,
    description: hostile,
    metadata: `note: ${hostile}`,
  })
  expect(added.status).toBe(303)
  for (const path of [`/credentials/${alias}`, `/credentials/${alias}/edit`, '/credentials', '/']) {
    const page = await (await ui.get(path)).text()
    expect(page.replaceAll('hx-trigger="load" hx-swap="outerHTML"', '')).not.toMatch(FOREIGN)
    if (path.endsWith(alias)) expect(page).toContain(escaped(hostile))
  }
})

test.each(HOSTILE)(
  '%s as alias, host, type and filter is refused or found nothing, as a text',
  async (hostile) => {
    const query = new URLSearchParams({
      q: hostile,
      show: hostile,
      page: hostile,
      type: hostile,
      recognised: hostile,
    })
    const pages = [
      await ui.post('/credentials/new', {
        type: 'api_key',
        place: hostile,
        key: 'a-key-of-some-length',
        alias: hostile,
        hosts: hostile,
        addresses: hostile,
        header_name: hostile,
      }),
      await ui.post('/credentials/new', { type: hostile, alias: 'x' }),
      await ui.get(`/credentials?${query.toString()}`),
      await ui.get(`/credentials/new?${query.toString()}`),
      await ui.get(`/credentials/${encodeURIComponent(hostile)}`),
      await ui.post(`/credentials/${encodeURIComponent(hostile)}/bind`, { hosts: 'a.example.com' }),
    ]
    for (const answer of pages) expect(await answer.text()).not.toMatch(FOREIGN)
    expect(pages.map(({ status }) => status)).toEqual([
      422,
      400,
      200,
      400,
      expect.any(Number),
      expect.any(Number),
    ])
  },
)

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
