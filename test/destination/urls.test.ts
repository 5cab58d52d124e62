import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { parseTarget, Target } from '../../src/domain/target.ts'

const RUNS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 20_000 : 200

function refusal(text: string): string {
  try {
    return `accepted as ${parseTarget(text).href}`
  } catch (error) {
    if (!(error instanceof VultrinoError)) throw error
    return error.code
  }
}

const accepted = (text: string): Target | undefined => {
  try {
    return parseTarget(text)
  } catch (error) {
    if (error instanceof VultrinoError && error.code === 'invalid_request') return undefined
    throw error
  }
}

describe('what is refused', () => {
  it.each([
    // Not an absolute http(s) URL.
    '',
    'api.example.com',
    '//api.example.com/',
    '/path',
    'https:/api.example.com/',
    'https:api.example.com',
    'https:///api.example.com/',
    'https://',
    'http://',
    'https:///',
    'https://?x',
    'ftp://api.example.com/',
    'ws://api.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/plain,x',
    'blob:https://api.example.com/1',
    'unix:/run/x.sock',
    ' https://api.example.com/',
    'https://api.example.com/ ',
    '\thttps://api.example.com/',
    'view-source:https://h/',
    // Userinfo.
    'https://user@api.example.com/',
    'https://user:pw@api.example.com/',
    'https://@api.example.com/',
    'https://:@api.example.com/',
    'https://api.example.com@evil.example/',
    'https://api.example.com:443@evil.example/',
    'https://api.example.com%40evil.example/',
    'https://evil.example\\@api.example.com/',
    'https://api.example.com&@evil.example/',
    // Separators that some parsers take for others.
    'https:\\\\api.example.com\\x',
    'https://api.example.com\\.evil.example/',
    'https://api.example.com/\\evil.example',
    'https://api.example.com\\',
    'https://evil.example;api.example.com/',
    'https://api.example.com,evil.example/',
    'https://api.example.com|evil.example/',
    // Control characters and spaces, anywhere.
    'https://api.example.com/a b',
    'https://api.example.com/\r\nX: y',
    'https://api.exam\tple.com/',
    'https://api.exam\nple.com/',
    'https://api.example.com\0.evil.example/',
    'https://api.example.com/\0',
    'ht\ntps://api.example.com/',
    'https://api.example.com/\x7f',
    'https://api.example.com /',
    'https://api.example.com\u3000/',
    'https://api.example.com/\u00a0',
    'https://api.example.com/\u2028',
    // Fragments.
    'https://api.example.com/#',
    'https://api.example.com#@evil.example/',
    'https://api.example.com/x#y',
    'https://api.example.com?x#y',
    'https://#',
    // Letters outside ASCII that are not part of a host.
    'https://api.example.com/é',
    'https://api.example.com/?q=é',
    'https://api.example.com/\u202e',
    // Hosts.
    'https://api.example.com./',
    'https://./',
    'https://../',
    'https://api..example.com/',
    'https://.api.example.com/',
    'https://api.example.com%2eevil.example/',
    'https://%61pi.example.com/',
    'https://api.example.com%00/',
    'https://*.example.com/',
    'https://*/',
    'https://api.example.com!/',
    "https://api'.example.com/",
    'https://api.example.com$/',
    'https://a(b).example.com/',
    'https://a+b.example.com/',
    'https://a=b.example.com/',
    'https://a~b.example.com/',
    'https://<api>.example.com/',
    `https://${'a'.repeat(64)}.example.com/`,
    `https://${'a.'.repeat(130)}com/`,
    'https://xn--/',
    // Letters that become ASCII, dots that become dots, letters that vanish.
    'https://ａpi.example.com/',
    'https://api。example.com/',
    'https://api．example.com/',
    'https://api｡example.com/',
    'https://ap\u00adi.example.com/',
    'https://ap\u200bi.example.com/',
    'https://api.example.com\u2024evil.example/',
    'https://api.example.com\uff0fevil.example/',
    'https://api.example.ⅽom/',
    'https://①②⑦.0.0.1/',
    'https://１２７.０.０.１/',
    'https://127。0。0。1/',
    'https://\u212aelvin.example/',
    'https://api.exampl\u2100.com/',
    // IPv4 spelled in any way but one.
    'http://127.1/',
    'http://127.0.1/',
    'http://0x7f.1/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://017700000001/',
    'http://0177.0.0.1/',
    'http://127.0.0.01/',
    'http://127.0.0.1./',
    'http://0x7F.0.0.1/',
    'http://0/',
    'http://1/',
    'http://256.1.1.1/',
    'http://1.2.3.4.5/',
    'http://1.2.3.256/',
    'http://4294967296/',
    'http://a.1/',
    'http://0x/',
    'http://127.0.0.0x1/',
    'http://0x1e3/x',
    'http://127.0.0.1%00/',
    'http://127.0.0.1%20/',
    // IPv6.
    'http://[::1%25eth0]/',
    'http://[fe80::1%eth0]/',
    'http://[fe80::1%251]/',
    'http://::1/',
    'http://[::1/',
    'http://::1]/',
    'http://[]/',
    'http://[::1]x/',
    'http://[1:2:3]/',
    'http://[g::1]/',
    'http://[::1].example.com/',
    'http://x[::1]/',
    'http://[v1.x]/',
    'http://[127.0.0.1]/',
    'http://[::127.0.0.0x1]/',
    'http://[::1]]/',
    // Ports.
    'https://api.example.com:/',
    'https://api.example.com:0/',
    'https://api.example.com:65536/',
    'https://api.example.com:080/',
    'https://api.example.com:+80/',
    'https://api.example.com:-1/',
    'https://api.example.com:8a/',
    'https://api.example.com:99999999999/',
    'https://api.example.com:80:81/',
    'https://api.example.com: 80/',
    'https://api.example.com:８０/',
    'https://:443/',
    'https://[::1]:/',
    // Length.
    `https://api.example.com/${'a'.repeat(8192)}`,
  ])('%j', (text) => {
    expect(refusal(text)).toBe('invalid_request')
  })

  it('names what to do, and none of what was sent', () => {
    expect(() => parseTarget('https://user:hunter2@api.example.com/')).toThrow(/credential supplies it/)
    expect(() => parseTarget('https://user:hunter2@api.example.com/')).not.toThrow(/hunter2/)
    expect(() => parseTarget('http://0x7f.1/')).toThrow(/four decimal numbers/)
    expect(() => parseTarget('https://api.example.com./')).toThrow(/write it without/)
    expect(() => parseTarget('https://api.example.com/#x')).toThrow(/%23/)
  })
})

describe('what is accepted', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com/', 'api.example.com', 443],
    ['HTTPS://API.Example.COM/Path', 'https://api.example.com/Path', 'api.example.com', 443],
    ['https://api.example.com:443/', 'https://api.example.com/', 'api.example.com', 443],
    ['http://api.example.com:80/', 'http://api.example.com/', 'api.example.com', 80],
    ['http://api.example.com:443/', 'http://api.example.com:443/', 'api.example.com', 443],
    ['https://api.example.com:8443?x', 'https://api.example.com:8443/?x', 'api.example.com', 8443],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/', 'xn--bcher-kva.example', 443],
    ['https://BÜCHER.Example/', 'https://xn--bcher-kva.example/', 'xn--bcher-kva.example', 443],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example/', 'xn--bcher-kva.example', 443],
    ['https://例え.テスト/', 'https://xn--r8jz45g.xn--zckzah/', 'xn--r8jz45g.xn--zckzah', 443],
    ['http://127.0.0.1:9000/', 'http://127.0.0.1:9000/', '127.0.0.1', 9000],
    ['http://[::1]:9000/', 'http://[::1]:9000/', '::1', 9000],
    ['http://[0:0:0:0:0:0:0:1]/', 'http://[::1]/', '::1', 80],
    ['http://[::FFFF:127.0.0.1]/', 'http://[::ffff:7f00:1]/', '::ffff:7f00:1', 80],
    ['http://[::]/', 'http://[::]/', '::', 80],
    ['http://localhost:3000/x', 'http://localhost:3000/x', 'localhost', 3000],
    ['https://my_service.internal/', 'https://my_service.internal/', 'my_service.internal', 443],
    ['https://api.example.com/a/../b', 'https://api.example.com/b', 'api.example.com', 443],
    ['https://api.example.com/a/%2e%2E/b', 'https://api.example.com/b', 'api.example.com', 443],
    ['https://api.example.com/a/.%2e', 'https://api.example.com/', 'api.example.com', 443],
    ['https://api.example.com/../../../x', 'https://api.example.com/x', 'api.example.com', 443],
    ['https://api.example.com/a/./b/.', 'https://api.example.com/a/b/', 'api.example.com', 443],
    [
      'https://api.example.com//evil.example/x',
      'https://api.example.com//evil.example/x',
      'api.example.com',
      443,
    ],
    [
      'https://api.example.com/@evil.example',
      'https://api.example.com/@evil.example',
      'api.example.com',
      443,
    ],
    [
      'https://api.example.com?@evil.example/',
      'https://api.example.com/?@evil.example/',
      'api.example.com',
      443,
    ],
    [
      'https://api.example.com/a%2fb%5cc%zz%',
      'https://api.example.com/a%2fb%5cc%zz%',
      'api.example.com',
      443,
    ],
    ['https://api.example.com/?', 'https://api.example.com/?', 'api.example.com', 443],
    [
      'https://api.example.com/?a=https://evil.example/../x',
      'https://api.example.com/?a=https://evil.example/../x',
      'api.example.com',
      443,
    ],
    [
      'https://api.example.com/a;p=1:2?x[]=1|2',
      'https://api.example.com/a;p=1:2?x[]=1|2',
      'api.example.com',
      443,
    ],
  ])('%j is %j', (text, href, host, port) => {
    const target = parseTarget(text)
    expect(target).toMatchObject({ href, host, port })
    expect(target.href).toBe(new URL(text).href)
    expect(parseTarget(target.href).href).toBe(target.href)
  })

  it('is not made any other way', () => {
    // @ts-expect-error the constructor is private
    expect(() => new Target()).toThrow(TypeError)
    // @ts-expect-error a look-alike is not a Target
    const forged: Target = { ...parseTarget('https://h/') }
    expect(forged).not.toBeInstanceOf(Target)
  })
})

describe('for the audit log', () => {
  it.each([
    ['https://h/p', 'https://h/p'],
    ['https://h/p?', 'https://h/p?'],
    ['https://h/p?a=1&b=2', 'https://h/p?a=&b='],
    ['https://h/p?token=a=b==&x&y=', 'https://h/p?token=&x&y='],
    ['https://h/p?a=1?b=2', 'https://h/p?a='],
    ['https://h/?a=%26b=secret', 'https://h/?a='],
  ])('%j is recorded as %j', (text, recorded) => {
    const target = parseTarget(text)
    expect(target.auditUrl).toBe(recorded)
    expect(target.auditUrl).toBe(recorded)
  })
})

const HOSTS = [
  'api.example.com',
  'API.example.com',
  '127.0.0.1',
  '[::1]',
  'bücher.example',
  'localhost',
  'xn--bcher-kva.example',
  '0x7f.1',
  '１２７.1',
]
const NOISE = [
  '/',
  '\\',
  '@',
  ':',
  '#',
  '?',
  '%',
  '%2e',
  '.',
  '..',
  '%00',
  '\t',
  '\n',
  '\0',
  ' ',
  '。',
  '[',
  ']',
  '::',
  ';',
  '&',
  '=',
  '80',
  '443',
  'ａ',
  '%40',
  '\u00ad',
  '*',
  "'",
  '"',
  '|',
  '^',
  '{',
  '<',
]
const spelling = fc
  .tuple(
    fc.constantFrom('http', 'https', 'HTTP', 'hTtPs', 'ftp', 'http\n'),
    fc.constantFrom('://', ':/', ':', ':\\\\', ':///'),
    fc.array(fc.oneof(fc.constantFrom(...HOSTS, ...NOISE), fc.string({ unit: 'grapheme', maxLength: 3 })), {
      maxLength: 7,
    }),
  )
  .map(([scheme, separator, parts]) => scheme + separator + parts.join(''))

describe('any spelling', () => {
  it('is refused, or read as the URL standard reads it, byte for byte', () => {
    fc.assert(
      fc.property(spelling, (text) => {
        const target = accepted(text)
        if (target === undefined) return
        const url = new URL(text)
        expect(target.href).toBe(url.href)
        expect(target.origin).toBe(url.origin)
        expect(target.authority).toBe(url.host)
        expect(target.host).toBe(url.hostname.replace(/^\[|\]$/g, ''))
        expect(target.port).toBe(Number(url.port === '' ? { http: 80, https: 443 }[target.scheme] : url.port))
      }),
      { numRuns: RUNS * 5 },
    )
  })

  it('that is accepted is canonical, and stays itself when read again', () => {
    fc.assert(
      fc.property(spelling, (text) => {
        const target = accepted(text)
        if (target === undefined) return
        expect(target.href).toMatch(
          /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:]+\])(?::[1-9][0-9]*)?\/[\x21-\x7e]*$/,
        )
        expect(target.href).not.toMatch(/[\\#]/)
        expect(target.path).not.toMatch(/^[^?]*\/(?:\.|%2e){1,2}(?:[/?]|$)/i)
        expect({ ...parseTarget(target.href) }).toEqual({ ...target })
      }),
      { numRuns: RUNS * 5 },
    )
  })

  it('names an address only where the text names that very address', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.constantFrom(...IPV4_SPELLINGS), (value, spell) => {
        const text = spell(value)
        const target = accepted(`http://${text}/`)
        if (target !== undefined) expect(target.host).toBe(text)
        else expect(text).not.toBe(dotted(value))
        expect(isIP(accepted(`http://${dotted(value)}/`)?.host ?? '')).toBe(4)
      }),
      { numRuns: RUNS },
    )
  })
})

function bytesOf(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff)
}
function dotted(value: number): string {
  return bytesOf(value).join('.')
}
const IPV4_SPELLINGS: readonly ((value: number) => string)[] = [
  dotted,
  (value) => String(value),
  (value) => `0x${value.toString(16)}`,
  (value) => `0${value.toString(8)}`,
  (value) =>
    bytesOf(value)
      .map((byte) => `0x${byte.toString(16)}`)
      .join('.'),
  (value) =>
    bytesOf(value)
      .map((byte) => `0${byte.toString(8)}`)
      .join('.'),
  (value) => `${(value >>> 24).toFixed()}.${(value & 0xffffff).toFixed()}`,
  (value) => `${bytesOf(value).slice(0, 2).join('.')}.${(value & 0xffff).toFixed()}`,
  (value) => `${dotted(value)}.`,
]
