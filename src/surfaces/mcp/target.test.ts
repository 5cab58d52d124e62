import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { withQuery } from './target.ts'

test.each([
  ['https://a.example/', { q: 'x' }, 'https://a.example/?q=x'],
  ['https://a.example/?a=1', { q: 'x' }, 'https://a.example/?a=1&q=x'],
  ['https://a.example/?', { q: 'x' }, 'https://a.example/?q=x'],
  ['https://a.example/??', { q: 'x' }, 'https://a.example/??&q=x'],
  ['https://a.example/?a&', { q: 'x' }, 'https://a.example/?a&q=x'],
  ['https://a.example/#part', { q: 'x' }, 'https://a.example/?q=x#part'],
  ['https://a.example/#what?', { q: 'x' }, 'https://a.example/?q=x#what?'],
  ['https://a.example/', { q: [1, true, 'a b'] }, 'https://a.example/?q=1&q=true&q=a%20b'],
  ['https://a.example/', { q: [] }, 'https://a.example/'],
  ['https://a.example/', undefined, 'https://a.example/'],
  ['https://a.example/', { '\ud800': '\udfff' }, 'https://a.example/?%EF%BF%BD=%EF%BF%BD'],
])('%s and %j is %s', (url, query, expected) => {
  expect(withQuery(url, query)).toBe(expected)
})

it('what is added can be read again, and changes nothing before the query', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  const url = fc.webUrl({ withQueryParameters: true, withFragments: true })
  fc.assert(
    fc.property(url, fc.dictionary(text, text, { minKeys: 1 }), (base, query) => {
      const [before, after] = [new URL(base), new URL(withQuery(base, query))]
      expect([after.origin, after.pathname, after.hash]).toEqual([
        before.origin,
        before.pathname,
        before.hash,
      ])
      const added = [...after.searchParams].slice(-Object.keys(query).length)
      expect(added).toEqual(Object.entries(query).map((pair) => pair.map((one) => one.toWellFormed())))
    }),
  )
})
