import { expect, test } from 'vitest'
import { formatListenAddress, parseListenAddress } from './listen-address.ts'

test.each(['127.0.0.1:7878', '0.0.0.0:0', 'localhost:65535', '[::1]:7878', 'unix:/run/vultrino.sock'])(
  '%s is read and written back',
  (text) => {
    const address = parseListenAddress(text)
    expect(address && formatListenAddress(address)).toBe(text)
  },
)

test('an IPv6 host comes without brackets', () => {
  expect(parseListenAddress('[::1]:80')).toEqual({ kind: 'tcp', host: '::1', port: 80 })
})

test.each([
  '',
  '7878',
  ':7878',
  'host',
  'host:',
  'host:65536',
  'host:-1',
  '::1:80',
  'a b:1',
  'unix:',
  'unix:x',
  'http://a:1',
])('%j is refused', (text) => {
  expect(parseListenAddress(text)).toBeUndefined()
})
