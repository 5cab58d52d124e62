import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPublicSuffix } from '../../src/adapters/public-suffixes.ts'
import { addressesFor, formatBoundOrigin, matchBinding, parseBoundOrigin } from '../../src/domain/binding.ts'
import type { BoundOrigin } from '../../src/domain/bound-origin.ts'
import { VultrinoError } from '../../src/domain/errors.ts'
import { parseTarget } from '../../src/domain/target.ts'

const RUNS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 20_000 : 200
const bind = (text: string, addresses: readonly string[] = []): BoundOrigin =>
  parseBoundOrigin(text, { isPublicSuffix, addresses })
const matches = (bound: string, target: string): boolean =>
  matchBinding([bind(bound)], parseTarget(target)) !== undefined

describe('what an owner may write', () => {
  it.each([
    ['api.example.com', 'https', 'api.example.com', 443],
    ['API.Example.com', 'https', 'api.example.com', 443],
    ['https://api.example.com', 'https', 'api.example.com', 443],
    ['HTTPS://api.example.com/', 'https', 'api.example.com', 443],
    ['api.example.com:8443', 'https', 'api.example.com', 8443],
    ['http://api.example.com', 'http', 'api.example.com', 80],
    ['http://127.0.0.1:9000', 'http', '127.0.0.1', 9000],
    ['https://[::1]:8443', 'https', '::1', 8443],
    ['[2606:4700::1111]', 'https', '2606:4700::1111', 443],
    ['localhost:9000', 'https', 'localhost', 9000],
    ['http://localhost:9000', 'http', 'localhost', 9000],
    ['*.example.com', 'https', '*.example.com', 443],
    ['http://*.example.com:8080', 'http', '*.example.com', 8080],
    ['*.BÜCHER.example', 'https', '*.xn--bcher-kva.example', 443],
    ['*.svc.internal', 'https', '*.svc.internal', 443],
    ['*.user.github.io', 'https', '*.user.github.io', 443],
  ])('%j', (text, scheme, host, port) => {
    const bound = bind(text)
    expect(bound).toEqual({ scheme, host, port, addresses: [] })
    expect(bind(formatBoundOrigin(bound))).toEqual(bound)
  })

  it.each([
    ['', /no host/],
    ['api.example.com/v1', /without a path/],
    ['https://api.example.com/v1', /without a path/],
    ['api.example.com?x', /without a path/],
    ['api.example.com#x', /without a path/],
    ['ftp://api.example.com', /without a path/],
    ['user:pw@api.example.com', /user name/],
    ['api.example.com.', /write it without/],
    ['api.example.com:0', /port/],
    ['api.example.com:99999', /port/],
    ['0x7f.1', /four decimal numbers/],
    ['api example.com', /character/],
    ['api.example.com\n', /character/],
    ['*', /wildcard/],
    ['*.', /no host/],
    ['*.*.example.com', /first label/],
    ['api.*.example.com', /first label/],
    ['api*.example.com', /first label/],
    ['*api.example.com', /first label/],
    ['example.*', /first label/],
    ['*.example.com:*', /first label/],
    ['＊.example.com', /one way/],
    ['*.127.0.0.1', /IP address/],
    ['*.0.0.1', /four decimal numbers/],
    ['*.[::1]', /IP address/],
    ['*.com', /anyone can register/],
    ['*.co.uk', /anyone can register/],
    ['*.github.io', /anyone can register/],
    ['*.vercel.app', /anyone can register/],
    ['*.localhost', /anyone can register/],
    ['*.internal', /anyone can register/],
    ['*.s3.amazonaws.com', /anyone can register/],
    ['*.compute-1.amazonaws.com', /anyone can register/],
    ['*.sch.uk', /anyone can register/],
    ['*.ck', /anyone can register/],
    ['*.CO.UK', /anyone can register/],
    ['*.xn--p1ai', /anyone can register/],
  ])('refuses %j and says why', (text, reason) => {
    expect(() => bind(text)).toThrow(reason)
    expect(() => bind(text)).toThrow(VultrinoError)
  })

  it('takes address ranges that lie outside the public Internet, once each', () => {
    expect(bind('db.example.com', ['10.0.0.0/8', 'FD00::/8', 'fd00::/8']).addresses).toEqual([
      '10.0.0.0/8',
      'fd00::/8',
    ])
    expect(() => bind('db.example.com', ['10.0.0.0/8', 'lan'])).toThrow(/written as/)
    expect(() => bind('db.example.com', ['0.0.0.0/0'])).toThrow(/one private or special range/)
  })
})

describe('what a binding names', () => {
  it.each([
    ['api.example.com', 'https://api.example.com/x'],
    ['api.example.com', 'https://API.EXAMPLE.COM:443/x'],
    ['http://api.example.com', 'http://api.example.com:80/'],
    ['*.example.com', 'https://api.example.com/'],
    ['*.example.com', 'https://www.example.com/'],
    ['bücher.example', 'https://xn--bcher-kva.example/'],
    ['xn--bcher-kva.example', 'https://bücher.example/'],
    ['[0:0::1]', 'https://[::1]/'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000/'],
  ])('%s names %s', (bound, target) => {
    expect(matches(bound, target)).toBe(true)
  })

  it.each([
    // Other hosts, however alike.
    ['api.example.com', 'https://example.com/'],
    ['api.example.com', 'https://api.example.com.evil.example/'],
    ['api.example.com', 'https://evil-api.example.com/'],
    ['api.example.com', 'https://evilapi.example.com/'],
    ['api.example.com', 'https://api.example.co/'],
    ['api.example.com', 'https://api-example.com/'],
    ['api.example.com', 'https://x.api.example.com/'],
    ['api.example.com', 'https://evil.example/api.example.com'],
    ['api.example.com', 'https://evil.example/?https://api.example.com/'],
    ['api.example.com', 'https://аpi.example.com/'],
    ['api.example.com', 'https://xn--pi-7ba.example.com/'],
    // Other scheme, other port.
    ['api.example.com', 'http://api.example.com/'],
    ['http://api.example.com', 'https://api.example.com/'],
    ['api.example.com', 'https://api.example.com:8443/'],
    ['api.example.com:8443', 'https://api.example.com/'],
    ['api.example.com', 'http://api.example.com:443/'],
    // Wildcards: one label, no more, no less.
    ['*.example.com', 'https://example.com/'],
    ['*.example.com', 'https://a.b.example.com/'],
    ['*.example.com', 'https://evilexample.com/'],
    ['*.example.com', 'https://api.example.com.evil.example/'],
    ['*.example.com', 'http://api.example.com/'],
    ['*.example.com', 'https://api.example.com:8443/'],
    ['*.example.com', 'https://example.com.evil.example/'],
    // Addresses are not names.
    ['localhost', 'https://127.0.0.1/'],
    ['http://127.0.0.1:9000', 'http://localhost:9000/'],
    ['http://127.0.0.1:9000', 'http://[::ffff:127.0.0.1]:9000/'],
    ['http://127.0.0.1:9000', 'http://127.0.0.2:9000/'],
    ['[::1]', 'https://[::]/'],
  ])('%s does not name %s', (bound, target) => {
    expect(matches(bound, target)).toBe(false)
  })

  it('names nothing when there is no binding', () => {
    expect(matchBinding([], parseTarget('https://api.example.com/'))).toBeUndefined()
  })

  it('prefers the exact host, whose addresses are its own', () => {
    const [wildcard, exact] = [bind('*.example.com'), bind('db.example.com', ['10.0.0.0/8'])]
    const target = parseTarget('https://db.example.com/')
    expect(matchBinding([wildcard, exact], target)).toBe(exact)
    expect(matchBinding([exact, wildcard], target)).toBe(exact)
    expect(matchBinding([wildcard, exact], parseTarget('https://api.example.com/'))).toBe(wildcard)
  })

  it('is exactly what its parts say, for any binding and target', () => {
    const label = fc.constantFrom('a', 'b', 'api', 'xn--bcher-kva', 'example')
    const host = fc
      .array(label, { minLength: 1, maxLength: 4 })
      .map((labels) => [...labels, 'example', 'com'].join('.'))
    const port = fc.constantFrom(443, 80, 8443)
    const scheme = fc.constantFrom('http', 'https')
    fc.assert(
      fc.property(host, port, scheme, host, port, scheme, fc.boolean(), (h1, p1, s1, h2, p2, s2, wild) => {
        const bound = bind(`${s1}://${wild ? '*.' : ''}${h1}:${String(p1)}`)
        const found = matchBinding([bound], parseTarget(`${s2}://${h2}:${String(p2)}/`)) !== undefined
        const hostNamed = wild ? h2.split('.').slice(1).join('.') === h1 : h2 === h1
        expect(found).toBe(hostNamed && p1 === p2 && s1 === s2)
      }),
      { numRuns: RUNS * 2 },
    )
  })
})

describe('which addresses may be dialled', () => {
  it.each([
    ['http://127.0.0.1:9000', ['127.0.0.1']],
    ['https://[::1]:8443', ['::1']],
    ['http://10.1.2.3', ['10.1.2.3']],
    ['http://localhost:9000', ['127.0.0.0/8', '::1']],
    ['api.example.com', []],
    ['*.example.com', []],
    ['foo.localhost', []],
  ])('%s: %j', (text, addresses) => {
    const bound = bind(text)
    expect(addressesFor(bound)).toEqual(addresses)
    expect(addressesFor(bound)).toBe(addressesFor(bound))
  })

  it('adds what the owner named', () => {
    expect(addressesFor(bind('db.example.com', ['10.0.0.0/8']))).toEqual(['10.0.0.0/8'])
    expect(addressesFor(bind('*.example.com', ['10.0.0.0/8']))).toEqual(['10.0.0.0/8'])
  })
})
