import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptedHost } from '../../../src/surfaces/web/accepted-host.ts'
import { browserAddressReader } from '../../../src/surfaces/web/browser-address.ts'
import { siteOf } from '../../../src/surfaces/web/own-site.ts'
import { ownPath } from '../../../src/surfaces/web/own-path.ts'

const outcome = (act: () => string): string => {
  try {
    return act()
  } catch {
    return 'refused'
  }
}

describe('where a browser is', () => {
  const read = browserAddressReader(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])

  it.each([
    ['a stranger who says much', '192.0.2.1', '10.1.1.1', 'https', '192.0.2.1', false],
    ['a proxy', '127.0.0.1', '192.0.2.1', 'https', '192.0.2.1', true],
    ['a proxy that listens on ::', '::ffff:127.0.0.1', '192.0.2.1', 'https', '192.0.2.1', true],
    ['two proxies', '127.0.0.1', '192.0.2.1, 10.0.0.7', 'https', '192.0.2.1', true],
    ['a browser that lies to its proxy', '127.0.0.1', '1.1.1.1, 192.0.2.1', 'https', '192.0.2.1', true],
    ['a browser that names the proxy', '127.0.0.1', '10.0.0.1, 192.0.2.1', 'https', '192.0.2.1', true],
    ['a proxy of IPv6', 'fd00::1', '2001:db8::1', 'https', '2001:db8::1', true],
    ['nonsense before the proxy', '127.0.0.1', 'x"y, 10.0.0.7', 'https', '10.0.0.7', true],
    ['nothing', '127.0.0.1', undefined, undefined, '127.0.0.1', false],
    ['the proxy by http', '127.0.0.1', '192.0.2.1', 'http', '192.0.2.1', false],
    ['https, and then http', '127.0.0.1', '192.0.2.1', 'https, http', '192.0.2.1', false],
  ])('%s', (_, peer, forwardedFor, forwardedProto, ip, https) => {
    expect(read({ peer, forwardedFor, forwardedProto })).toMatchObject({ ip, https })
  })

  it('a peer over a socket file is trusted only by name', () => {
    const claims = { peer: null, forwardedFor: '192.0.2.1', forwardedProto: 'https' }
    expect(read(claims)).toMatchObject({ ip: null, https: false })
    expect(browserAddressReader(['unix'])(claims)).toMatchObject({ ip: '192.0.2.1', https: true })
  })

  it('whatever a peer that is not trusted sends, it is itself', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.string(), fc.string(), (peer, forwardedFor, forwardedProto) => {
        fc.pre(!peer.startsWith('10.') && peer !== '127.0.0.1')
        expect(read({ peer, forwardedFor, forwardedProto })).toEqual({
          ip: peer,
          https: false,
          proxied: false,
        })
      }),
      { numRuns: 200 },
    )
  })
})

describe('under which name', () => {
  const rules = (reach: 'loopback' | 'network' | 'file', allowed: string[] = []) => ({
    reach,
    allowed: new Set(allowed),
  })

  it.each([
    ['network', [], 'vault.example.com:8080', 'vault.example.com:8080'],
    ['network', ['vault.example.com'], 'vault.example.com', 'vault.example.com'],
    ['network', ['vault.example.com'], 'evil.example', 'refused'],
    ['network', ['vault.example.com'], '192.0.2.1:8080', '192.0.2.1:8080'],
    ['network', [], 'a/b', 'refused'],
    ['loopback', [], '192.0.2.1', 'refused'],
    ['loopback', [], '127.0.0.999', '127.0.0.999'],
    ['file', [], 'anything.example', 'anything.example'],
    ['file', [], 'a b', 'refused'],
    ['file', [], undefined, 'refused'],
  ] as const)('%s %j: %s', (reach, allowed, host, expected) => {
    expect(outcome(() => acceptedHost(host, rules(reach, [...allowed])))).toBe(expected)
  })
})

describe('whose form it is', () => {
  const site = (
    headers: Record<string, string>,
    https = false,
    method = 'POST',
    host = 'vault.example:8443',
  ) =>
    outcome(() => siteOf(new Request(`${https ? 'https' : 'http'}://${host}/x`, { method, headers }), https))

  it.each([
    ['no word of it', {}, 'ours'],
    ['our page', { Origin: 'http://vault.example:8443', 'Sec-Fetch-Site': 'same-origin' }, 'ours'],
    ['our page, TLS ended by somebody', { Origin: 'https://vault.example:8443' }, 'ours'],
    ['our page without a referrer', { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }, 'ours'],
    ['typed', { 'Sec-Fetch-Site': 'none' }, 'ours'],
    ['no referrer, and no word of the browser', { Origin: 'null' }, 'refused'],
    ['another port', { Origin: 'http://vault.example:1' }, 'refused'],
    ['a subdomain', { Origin: 'http://a.vault.example:8443' }, 'refused'],
    ['a file', { Origin: 'file://vault.example:8443' }, 'refused'],
    ['a list', { Origin: 'http://vault.example:8443 http://evil.example' }, 'refused'],
    ['a word we do not know', { 'Sec-Fetch-Site': 'sideways' }, 'refused'],
  ])('%s: %j', (_, headers, expected) => {
    expect(site(headers as Record<string, string>)).toBe(expected)
  })

  it('a proxy may leave the port out, where the browser itself says that it is our page', () => {
    const origin = { Origin: 'https://vault.example:8443' }
    expect(site({ ...origin, 'Sec-Fetch-Site': 'same-origin' }, true, 'POST', 'vault.example')).toBe('ours')
    expect(site(origin, true, 'POST', 'vault.example')).toBe('refused')
  })
})

describe('where to go after signing in', () => {
  it.each([
    ['/', '/'],
    ['/audit?x=1&y=%2f', '/audit?x=1&y=%2f'],
    ['/a/../b', '/b'],
    ['/.//evil.example', undefined],
    ['/a/..//evil.example', undefined],
    ['//evil.example', undefined],
    ['/\\evil.example', undefined],
    ['/a\\b', undefined],
    ['https://evil.example', undefined],
    ['javascript:alert(1)', undefined],
    ['/\n/evil.example', undefined],
    ['/é', undefined],
    ['', undefined],
    [`/${'x'.repeat(3000)}`, undefined],
  ])('%j → %j', (text, expected) => {
    expect(ownPath(text)).toBe(expected)
  })

  it('never leads to another origin, however a browser reads it', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      ':',
      '@',
      '\t',
      '\n',
      '%2f',
      '%5c',
      'evil.example',
      '?',
      '#',
      ' ',
    )
    const text = fc
      .array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 8 })
      .map((all) => `/${all.join('')}`)
    fc.assert(
      fc.property(text, (given) => {
        const path = ownPath(given)
        if (path === undefined) return
        expect(new URL(path, 'https://vault.example/login').origin).toBe('https://vault.example')
        expect(ownPath(path)).toBe(path)
      }),
      { numRuns: 500 },
    )
  })
})
