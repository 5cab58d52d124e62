import type { Server } from 'node:http'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn, type SignedIn } from '../support/signed-in.ts'
import { HOSTILE, openTarget, use } from './use.ts'

let web: SignedIn
let target: { readonly origin: string; readonly server: Server }

beforeAll(async () => {
  target = await openTarget()
  web = await signedIn((product) => use(product, target.origin))
}, 60_000)
afterAll(async () => {
  await web.close()
  target.server.close()
})

const text = async (path: string): Promise<string> => (await web.get(path)).text()
type Fields = Readonly<Record<string, string>>
const tried = async (fields: Fields, partial = false): Promise<{ status: number; body: string }> => {
  const usual = { credential: 'github-api', method: 'GET', url: `${target.origin}/repos` }
  const headers: Record<string, string> = partial ? { 'HX-Request': 'true' } : {}
  const response = await web.post('/policies/try', { ...usual, ...fields }, headers)
  return { status: response.status, body: await response.text() }
}

it('shows each policy in words, and where to change it', async () => {
  const page = await text('/policies')
  for (const part of [
    'readonly&lt;b&gt;',
    `the URL matches ${target.origin}/*, and the method is GET or HEAD`,
    'all.toml:1',
    'github-*',
    '[security] default_policy',
  ])
    expect(page).toContain(part)
  expect((await web.get('/policies?page=2')).status).toBe(400)
})

it('says what looks unintended, and what to do about it', async () => {
  const page = await text('/policies/warnings')
  expect(page).toContain('no stored credential matches')
  expect(page).toContain('Correct credential_pattern')
})

describe('trying a request', () => {
  it('gives the verdict and what every rule said, in a page or in a part of one', async () => {
    const { status, body } = await tried({ method: 'DELETE', key: 'claude-key' })
    expect(status).toBe(200)
    for (const part of [
      'It would be refused: policy_denied',
      'DELETE in [GET, HEAD] = false',
      'not matched',
      '<h1>Policies</h1>',
      'value="claude-key"',
    ])
      expect(body).toContain(part)
    const part = await tried({ method: 'DELETE', key: 'claude-key' }, true)
    expect(part.body).toContain('It would be refused: policy_denied')
    expect(part.body).not.toContain('<h1>')
  })

  it.each([
    [{}, 'It would be sent'],
    [{ key: 'claude-key' }, 'It would be sent'],
    [{ role: 'ai-agent' }, 'It would be sent'],
    [{ role: 'ai-agent', credential: 'stripe-live' }, 'refused: forbidden'],
    [{ role: 'read-only' }, 'refused: forbidden'],
    [{ credential: 'absent' }, 'refused: not_found'],
    [{ url: 'https://evil.example.com/' }, 'refused: destination_denied'],
    [{ method: 'TRACE' }, 'refused: method_not_allowed'],
  ])('%j: %s', async (fields, expected) => {
    expect((await tried(fields)).body).toContain(expected)
  })

  it.each([
    [{ url: 'no url' }, 'Invalid request'],
    [{ headers: 'no colon' }, 'Name: value'],
    [{ key: 'nobody' }, 'API key'],
    [{ key: 'claude-key', role: 'ai-agent' }, 'a key has its role'],
    [{ credential: HOSTILE, headers: `X-A: ${HOSTILE}`, body: HOSTILE }, 'an alias is'],
  ])('%j cannot be tried', async (fields, expected) => {
    const { status, body } = await tried(fields)
    expect(status).toBe(422)
    expect(body).toContain(expected)
    expect(body).not.toMatch(/<img|<script>alert/)
  })

  it('sends nothing, and is not for forms of others', async () => {
    const before = await web.product.cli(['audit', 'stats', '--json'])
    await tried({ key: 'claude-key' })
    const after = await web.product.cli(['audit', 'stats', '--json'])
    expect(JSON.parse(after.stdout.toString())).toMatchObject({
      total: (JSON.parse(before.stdout.toString()) as { total: number }).total,
    })
    expect((await web.browser.postAsIs('/policies/try', { credential: 'github-api' })).status).toBe(403)
  })
})

it('takes changes over, and says when the files cannot be read', async () => {
  const file = join(web.product.folder, 'policies.d', 'more.toml')
  writeFileSync(
    file,
    '[[policies]]\nname = "fresh"\ncredential_pattern = "stripe-*"\ndefault_action = "ask"\n',
  )
  await expect.poll(() => text('/policies'), { timeout: 5000 }).toContain('fresh')
  writeFileSync(file, 'this is no policy')
  await expect.poll(() => text('/policies'), { timeout: 5000 }).toContain('cannot be read')
  expect(await text('/policies')).toContain('fresh')
})
