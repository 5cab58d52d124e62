import { describe, expect, it } from 'vitest'
import { parseListener, requireSafeListener } from './listener.ts'

describe('parseListener', () => {
  it.each([
    ['127.0.0.1:7878', '127.0.0.1', 7878, true],
    ['localhost:7878', '127.0.0.1', 7878, true],
    ['LocalHost:0', '127.0.0.1', 0, true],
    ['127.9.9.9:1', '127.9.9.9', 1, true],
    ['127.1:80', '127.0.0.1', 80, true],
    ['[::1]:7878', '::1', 7878, true],
    ['[0:0:0:0:0:0:0:1]:65535', '::1', 65535, true],
    ['0.0.0.0:8080', '0.0.0.0', 8080, false],
    ['[::]:8080', '::', 8080, false],
    ['10.0.0.1:80', '10.0.0.1', 80, false],
    ['128.0.0.1:80', '128.0.0.1', 80, false],
    ['127.evil.example:80', '127.evil.example', 80, false],
    ['[::ffff:10.0.0.1]:80', '::ffff:a00:1', 80, false],
  ])('reads %s', (text, host, port, loopback) => {
    expect(parseListener(text)).toEqual({ kind: 'tcp', host, port, loopback })
  })

  it('reads a path', () => {
    expect(parseListener('unix:/run/vultrino.sock')).toEqual({ kind: 'unix', path: '/run/vultrino.sock' })
  })

  it.each([
    '',
    ':7878',
    '7878',
    'localhost',
    'localhost:',
    'localhost:x',
    'localhost:65536',
    '::1:80',
    '[::1]',
    'a b:1',
  ])('refuses %j', (text) => {
    expect(() => parseListener(text)).toThrow(expect.objectContaining({ code: 'invalid_arguments' }))
  })
  it.each([
    'unix:',
    'unix:relative',
    'unix:/a\0b',
    '[::g]:80',
    '999.1.1.1:80',
    'http://a:80',
    'user@localhost:80',
  ])('refuses %j too', (text) => {
    expect(() => parseListener(text)).toThrow(expect.objectContaining({ code: 'invalid_arguments' }))
  })
})

describe('requireSafeListener', () => {
  it.each(['127.0.0.1:1', '[::1]:1', 'unix:/a'])('lets %s be without keys', (text) => {
    expect(() => requireSafeListener(parseListener(text), false)).not.toThrow()
  })

  it.each(['0.0.0.0:1', '[::]:1', 'example.com:1', '192.168.0.1:1'])('lets %s be only with keys', (text) => {
    expect(() => requireSafeListener(parseListener(text), true)).not.toThrow()
    expect(() => requireSafeListener(parseListener(text), false)).toThrow(/needs API keys.*required = true/)
  })
})
