import { describe, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { parseTarget } from '../../src/domain/target.ts'

function refusal(text: string): string {
  try {
    return `accepted as ${parseTarget(text).href}`
  } catch (error) {
    if (!(error instanceof VultrinoError)) throw error
    return error.code
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
