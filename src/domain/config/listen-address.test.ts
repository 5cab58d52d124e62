import { expect, test } from 'vitest'
import { formatListenAddress, isOnlyThisMachine, parseListenAddress } from './listen-address.ts'

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

const onlyHere = (text: string): boolean => {
  const address = parseListenAddress(text)
  return address !== undefined && isOnlyThisMachine(address)
}

test.each([
  '127.0.0.1:1',
  '127.9.9.9:1',
  '127.1:1',
  'LOCALHOST:1',
  '[::1]:1',
  '[0:0:0:0:0:0:0:1]:1',
  'unix:/a',
])('only this machine can reach %s', (text) => {
  expect(onlyHere(text)).toBe(true)
})

test.each(['0.0.0.0:1', '0:1', '[::]:1', '10.0.0.1:1', '128.0.0.1:1', '127.evil.example:1', '999.1.1.1:1'])(
  'others can reach %s too, for all we know',
  (text) => {
    expect(onlyHere(text)).toBe(false)
  },
)
