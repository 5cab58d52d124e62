import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { headerValues } from '../../src/domain/header-list.ts'
import { outboundHeaders } from '../../src/domain/outbound-headers.ts'

const RUNS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 20_000 : 200
const PLAIN = { stripHeaders: new Set<string>(), injectHeaders: [] }
const KEY = { name: 'Authorization', value: 'Bearer the-secret' }
const sent = (...received: string[]): readonly string[] => outboundHeaders(received, KEY, PLAIN)

describe('what stays', () => {
  it('keeps order, repeats and case, and adds the credential last', () => {
    expect(
      sent('Accept', '*/*', 'X-b', '1', 'x-B', '2', 'Cookie', 'a=1', 'Content-Type', 'text/plain'),
    ).toEqual([
      'Accept',
      '*/*',
      'X-b',
      '1',
      'x-B',
      '2',
      'Cookie',
      'a=1',
      'Content-Type',
      'text/plain',
      'Authorization',
      'Bearer the-secret',
    ])
  })

  it('adds nothing that was not asked for', () => {
    expect(outboundHeaders([], null, PLAIN)).toEqual([])
  })

  it('sends the client’s own authorization where the credential goes elsewhere', () => {
    const received = ['Authorization', 'Bearer of-the-client', 'x-api-key', 'forged']
    expect(outboundHeaders(received, { name: 'X-Api-Key', value: 'k' }, PLAIN)).toEqual([
      'Authorization',
      'Bearer of-the-client',
      'X-Api-Key',
      'k',
    ])
    expect(outboundHeaders(received, null, PLAIN)).toEqual(received)
  })
})

describe('what never travels on', () => {
  it.each([
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Keep-Alive',
    'Upgrade',
    'HTTP2-Settings',
    'Expect',
    'Trailer',
    'Range',
    'If-Range',
    'Request-Range',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X_Original_URL',
    'If_Range',
    'Proxy_Authorization',
    'X_Vultrino-Credential',
    'Proxy-Authorization',
    'Proxy-Connection',
    'Proxy-Anything',
    'X-Vultrino-Credential',
    'X-Vultrino-Policy',
    'x-vultrino-',
    'AUTHORIZATION',
    'authorization',
    'aUTHORIZATION',
  ])('%s', (name) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
      expect(sent('A', '1', spelling, 'close', 'B', '2', spelling, 'x')).toEqual([
        'A',
        '1',
        'B',
        '2',
        'Authorization',
        'Bearer the-secret',
      ])
    }
  })

  it.each([
    [['Connection', 'X-Hop', 'X-Hop', '1']],
    [['X-Hop', '1', 'Connection', 'close, x-hOP ']],
    [['x-hop', '1', 'connection', 'p,,X-Hop,q', 'X-HOP', '2']],
    [['Connection', 'close', 'Connection', 'x-hop', 'X-Hop', '1']],
  ])('what Connection names: %j', (received) => {
    expect(sent(...received, 'A', '1')).toEqual(['A', '1', 'Authorization', 'Bearer the-secret'])
  })

  it('the credential, though Connection names it', () => {
    const received = ['Connection', 'Authorization, X-Added', 'Authorization', 'Bearer forged']
    expect(outboundHeaders(received, KEY, { ...PLAIN, injectHeaders: ['X-Added', '1'] })).toEqual([
      'X-Added',
      '1',
      'Authorization',
      'Bearer the-secret',
    ])
  })

  it.each([
    'Bearer vk_0123456789abcdef',
    'vk_0123456789abcdef',
    'bearer   VK_0123',
    'Token token="vk_0123"',
    'Digest a=1,vk_0123',
    `Basic ${btoa('vk_0123:')}`,
    `basic ${btoa('user:vk_0123')}`,
    `Basic ${btoa('vk_0123:x').replaceAll('=', '')}`,
  ])('the caller’s own key: %s', (value) => {
    expect(outboundHeaders(['authorization', value], { name: 'X-Api-Key', value: 'k' }, PLAIN)).toEqual([
      'X-Api-Key',
      'k',
    ])
    expect(outboundHeaders(['Authorization', value], null, PLAIN)).toEqual([])
  })

  it('the caller’s own key, in any field', () => {
    const key = `vk_${'0123456789abcdef'.repeat(2)}`
    expect(
      outboundHeaders(['X-Api-Key', key, 'Cookie', `k=${key}; a=1`, 'A', `Token ${key}`], null, PLAIN),
    ).toEqual([])
    const harmless = ['Cookie', 'vk_session=1; a=vk_short', 'X-A', `x${key}`]
    expect(outboundHeaders(harmless, null, PLAIN)).toEqual(harmless)
  })

  it.each(['Bearer abcvk_def', 'Bearer vkontakte', `Basic ${btoa('user:password')}`, 'Basic ***', 'Basic'])(
    'but not a stranger’s: %s',
    (value) => {
      expect(outboundHeaders(['Authorization', value], null, PLAIN)).toEqual(['Authorization', value])
    },
  )
})

it('the credential’s field also under underscores, which some programs take for hyphens', () => {
  const received = ['X_Api_Key', 'forged', 'x-api_key', 'forged', 'X_Other', '1']
  const expected = (name: string): string[] => ['X_Other', '1', name, 'k']
  for (const name of ['X-Api-Key', 'X_API_KEY'])
    expect(outboundHeaders(received, { name, value: 'k' }, PLAIN)).toEqual(expected(name))
})

it('reads a value full of spaces without trying every way to share them out, which would take minutes', () => {
  const value = `basic${' '.repeat(300_000)}!`
  expect(outboundHeaders(['Authorization', value], null, PLAIN)).toEqual(['Authorization', value])
})

describe('what is rewritten', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'gzip, deflate, br, zstd'],
    ['gzip;q=1.0, compress;q=0.5', 'gzip;q=1.0'],
    ['GZIP,BR', 'GZIP, BR'],
    ['*', 'identity'],
    ['gzip, *;q=0', 'gzip'],
    ['compress', 'identity'],
    ['dcb, dcz, aes128gcm', 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
  ])('Accept-Encoding: %s becomes %s', (value, rewritten) => {
    expect(outboundHeaders(['Accept-Encoding', value], null, PLAIN)).toEqual(['Accept-Encoding', rewritten])
  })

  it.each([
    [
      ['TE', 'trailers'],
      ['TE', 'trailers'],
    ],
    [
      ['Connection', 'TE', 'TE', 'gzip;q=0.5, Trailers'],
      ['TE', 'trailers'],
    ],
    [['TE', 'gzip'], []],
    [['te', ''], []],
  ])('%j becomes %j', (received, expected) => {
    expect(outboundHeaders(received, null, PLAIN)).toEqual(expected)
  })
})

describe('the configuration', () => {
  it('removes fields and adds its own, never the credential’s', () => {
    const options = {
      stripHeaders: new Set(['x-internal']),
      injectHeaders: [
        'X-Forwarded-By',
        'vultrino',
        'AUTHORIZATION',
        'Bearer configured',
        'X-Internal',
        'ours',
      ],
    }
    expect(outboundHeaders(['X-INTERNAL', '1', 'x-forwarded-by', 'forged', 'A', '1'], KEY, options)).toEqual([
      'A',
      '1',
      'X-Forwarded-By',
      'vultrino',
      'X-Internal',
      'ours',
      'Authorization',
      'Bearer the-secret',
    ])
  })
})

describe('what cannot be sent', () => {
  it.each(['a\r\nX: y', 'a\nb', 'a\rb', 'a\0b', 'a\x01', 'a\x7f', 'snow\u2603', '\u010d\u010a'])(
    'the value %j',
    (value) => {
      expect(() => sent('X-A', value)).toThrow(VultrinoError)
      expect(() => sent('X-A', value)).toThrow(/Invalid request/)
      expect(() => outboundHeaders([], { name: 'X-Api-Key', value: `secret${value}` }, PLAIN)).toThrow(
        VultrinoError,
      )
      expect(() => outboundHeaders([], { name: 'X-Api-Key', value: `secret${value}` }, PLAIN)).not.toThrow(
        /secret/,
      )
    },
  )

  it.each(['', 'a b', 'a:', 'a\r\nb', 'ä', '(x)', ' x', 'x '])('the name %j', (name) => {
    expect(() => sent(name, '1')).toThrow(/token/)
  })

  it('but whatever a parser lets in goes out as it is', () => {
    expect(outboundHeaders(['X-A', 'caf\xe9\tx', 'X-B', ''], null, PLAIN)).toEqual([
      'X-A',
      'caf\xe9\tx',
      'X-B',
      '',
    ])
  })
})

it('only ever one value of the credential’s field goes out, and it is the credential’s', () => {
  const name = fc.constantFrom(
    'Authorization',
    'authorization',
    'AuthorizatioN',
    'Connection',
    'X-Api-Key',
    'x-api-KEY',
    'Accept',
    'TE',
    'Proxy-Authorization',
    'X-Vultrino-Credential',
  )
  const value = fc.constantFrom(
    'close',
    'Authorization',
    'x-api-key, te',
    'Bearer vk_0123456789abcdef0123456789abcdef',
    'forged',
    'trailers',
    '',
  )
  const received = fc.array(fc.tuple(name, value), { maxLength: 12 }).map((pairs) => pairs.flat())
  fc.assert(
    fc.property(received, fc.constantFrom('Authorization', 'X-API-Key', 'te', 'Accept'), (headers, field) => {
      const out = outboundHeaders(headers, { name: field, value: 'the-secret' }, PLAIN)
      expect(headerValues(out, field)).toEqual(['the-secret'])
      expect(out.join('\n')).not.toMatch(/vk_/)
      expect(out.filter((_, i) => i % 2 === 0).join('\n')).not.toMatch(
        /^(?:connection|proxy-.*|x-vultrino-.*)$/im,
      )
    }),
    { numRuns: RUNS },
  )
})

it('names with underscores are taken for those with hyphens, as many servers do', () => {
  const rules = { stripHeaders: new Set(['x-internal']), injectHeaders: ['X-Env', 'prod'] }
  const received = ['X_Internal', '1', 'x-internal', '2', 'X_Env', 'mine', 'X_Other', 'kept']
  expect(outboundHeaders(received, null, rules)).toEqual(['X_Other', 'kept', 'X-Env', 'prod'])
})
