import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bothDoors, creationIn, keysIn, readable, type BothDoors } from './both-doors.ts'

const ALIASES = ['a', 'ab', 'aB', 'b-a', 'a.b', 'a_b-c', 'abc', 'b', 'c1', 'c2', 'c10', '-a', 'ba-b', 'x.y.z']
const RUNS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 2000 : 60

let doors: BothDoors
let token: string
beforeAll(async () => {
  doors = await bothDoors(ALIASES)
  await doors.post('/roles/new', { name: 'judged', permissions: ['read'], scopes: 'a' })
  const creation = creationIn(await doors.get('/keys/new'))
  const made = await doors.post('/keys/new', { creation, name: 'judged', role: 'judged', expires: '7d' })
  token = keysIn(made.text)[0] ?? ''
}, 60_000)
afterAll(() => doors.close())

const piece = fc.constantFrom(
  ...['a', 'b', 'c', '1', '-', '.', '_', '*', '?', '[ab]', '[!a]', '[a-c]', '{a,b}', '{c1,x*}', '\\a'],
)
const scope = fc.oneof(
  fc.constantFrom(...ALIASES),
  fc.string({ unit: piece, minLength: 1, maxLength: 5 }),
  fc.string({ minLength: 1, maxLength: 4 }),
)

it('what the preview names is what a key of such a role then sees', { timeout: 300_000 }, async () => {
  let compared = 0
  const compare = async (scopes: readonly string[], separator: string): Promise<void> => {
    const text = scopes.join(separator)
    const preview = await doors.post('/roles/scopes', { scopes: text })
    const saved = await doors.post('/roles/judged/edit', {
      name: 'judged',
      permissions: ['read'],
      scopes: text,
    })
    const covers = /Covers (\d+) of 14 credentials/.exec(readable(preview.text))
    expect(saved.status).toBe(covers === null ? 422 : 303)
    if (covers === null) return
    const named = [...preview.text.matchAll(/<span class="alias">([^<]*)/g)].map(([, alias]) => alias)
    const { json } = await doors.api(token, '/v1/credentials')
    const seen = (json as { credentials: { alias: string }[] }).credentials.map(({ alias }) => alias)
    expect(named).toEqual(seen)
    expect(Number(covers[1])).toBe(seen.length)
    compared++
  }
  await fc.assert(
    fc.asyncProperty(fc.array(scope, { maxLength: 4 }), fc.constantFrom('\n', ', ', '\r\n'), compare),
    { numRuns: RUNS },
  )
  expect(compared).toBeGreaterThan(RUNS / 4)
})
