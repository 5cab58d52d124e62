import fc from 'fast-check'
import { expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { parseTarget } from '../../src/domain/target.ts'
import { judged, setOf } from './ask.ts'
import { spelledPath, UNDERSTANDINGS } from './spellings.ts'

const numRuns = process.env['VULTRINO_LONG_TESTS'] === '1' ? 200_000 : 3000

const policy = (rule: string, more: string): ReturnType<typeof setOf> =>
  setOf(`[[policies]]\nname = "p"\ncredential_pattern = "*"\n${more}\n[[policies.rules]]\n${rule}`)
const BLOCKLIST = policy(
  'condition = { url_match = "https://h.example/admin/*" }\naction = "deny"',
  'default_action = "allow"',
)
const UNLESS = policy(
  'condition = { not = { url_match = "https://h.example/admin/*" } }\naction = "allow"',
  'default_action = "deny"',
)
const ALLOWLIST = policy(
  'condition = { url_match = "https://h.example/repos/*" }\naction = "allow"',
  'default_action = "deny"',
)

/** Where the request would go, as sent; `undefined`: it is refused before policies are asked. */
function sent(path: string): string | undefined {
  try {
    return parseTarget(`https://h.example${path}`).path
  } catch (error) {
    if (error instanceof VultrinoError) return undefined
    throw error
  }
}

const allowed = (set: ReturnType<typeof setOf>, path: string): boolean =>
  judged(set, 'x', { url: `https://h.example${path}` }).action === 'allow'

it.each(Object.entries(UNDERSTANDINGS))(
  'no spelling leads past a deny: a program that %s',
  (_, understood) => {
    fc.assert(
      fc.property(spelledPath, (path) => {
        const onWire = sent(path)
        if (onWire === undefined) return
        const place = understood(onWire)
        if (!/^\/admin(?:\/|$)/i.test(place)) return
        expect(allowed(BLOCKLIST, path), onWire).toBe(false)
        expect(allowed(UNLESS, path), onWire).toBe(false)
      }),
      { numRuns },
    )
  },
)

it.each(Object.entries(UNDERSTANDINGS))(
  'no spelling reaches beyond an allow: a program that %s',
  (_, understood) => {
    fc.assert(
      fc.property(spelledPath, (rest) => {
        const path = `/repos${rest}`
        const onWire = sent(path)
        if (onWire === undefined || !allowed(ALLOWLIST, path)) return
        expect(understood(onWire), onWire).toMatch(/^\/repos(?:\/|$)/)
      }),
      { numRuns },
    )
  },
)

it('a path that is spelled plainly is judged by its letters', () => {
  const word = fc.stringMatching(/^[a-z0-9._~-]{1,8}$/).filter((text) => !/^\.{1,2}$/.test(text))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      expect(allowed(ALLOWLIST, `/${words.join('/')}`)).toBe(words[0] === 'repos' && words.length > 1)
      expect(allowed(BLOCKLIST, `/${words.join('/')}`)).toBe(words[0] !== 'admin')
    }),
    { numRuns: 500 },
  )
})

it('no wildcard reaches from one part of a URL into the next', () => {
  const part = fc.constantFrom('a', '*', 'h.example', '?', 'x', '[!q]*', 'repos')
  const patterns = fc.record({
    host: part,
    port: fc.constantFrom('', ':*', ':8?'),
    path: part,
    query: fc.constantFrom('', '?q=*', '?*=x&*'),
  })
  const urls = fc.record({
    host: fc.constantFrom('a', 'h.example', 'x', 'repos'),
    port: fc.constantFrom('', ':80', ':443', ':8080'),
    path: part,
    query: fc.constantFrom('', '?q=a', '?x=/repos'),
  })
  fc.assert(
    fc.property(patterns, urls, ({ host, port, path, query }, url) => {
      const set = (() => {
        try {
          return policy(
            `condition = { url_match = "https://${host}${port}/${path}${query}" }\naction = "allow"`,
            '',
          )
        } catch {
          return undefined
        }
      })()
      const asked = `https://${url.host}${url.port}/${encodeURIComponent(url.path)}${url.query}`
      if (set === undefined || judged(set, 'x', { url: asked }).action !== 'allow') return
      const alone = (pattern: string, target: string): boolean =>
        judged(policy(`condition = { url_match = "${pattern}" }\naction = "allow"`, ''), 'x', { url: target })
          .action === 'allow'
      // What the whole allows, each part allows by itself.
      expect(alone(`https://${host}:*/*`, asked)).toBe(true)
      expect(alone(`https://*:*/${path}`, asked)).toBe(true)
      if (port === '') expect(parseTarget(asked).port).toBe(443)
    }),
    { numRuns: 1000 },
  )
})
