import { describe, expect, it } from 'vitest'
import { parseTarget, Target } from '../../src/domain/target.ts'

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
    ["https://api.example.com/it's/a'b", "https://api.example.com/it's/a'b", 'api.example.com', 443],
  ])('%j is %j', (text, href, host, port) => {
    const target = parseTarget(text)
    expect(target).toMatchObject({ href, host, port })
    expect(target.href).toBe(new URL(text).href)
    expect(parseTarget(target.href).href).toBe(target.href)
  })

  // RFC 3986 §3.4 allows it, the URL standard writes %27: a signature over the query would not hold any more.
  it.each(["/a?b='c'", "/a/?'", "/a?b=%27'&c=[|]", "/'?''"])('%s keeps its apostrophes', (path) => {
    expect(parseTarget(`https://api.example.com${path}`).path).toBe(path)
    expect(parseTarget(`https://api.example.com/x/..${path}`).path).toBe(path)
  })

  it('writes what may not stand in a query as the URL standard does', () => {
    expect(parseTarget(`https://api.example.com/./a?b="<'>`).path).toBe(`/a?b=%22%3C'%3E`)
  })

  it('is not made any other way', () => {
    // @ts-expect-error the constructor is private
    const make = (): unknown => Reflect.construct(Target, []) ?? new Target()
    expect(make).toThrow(TypeError)
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
