import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matchBinding } from '../../src/domain/binding.ts'
import { parseTarget } from '../../src/domain/target.ts'
import { BindingIndex } from '../../src/vault/binding-index.ts'
import { sampleCredential } from './scratch.ts'

const label = fc.constantFrom('a', 'b', 'api', 'x-1')
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
const wildcard = name.map((base) => `*.${base}`)
const scheme = fc.constantFrom('https' as const, 'http' as const)
const port = fc.constantFrom(443, 80, 8443)
const origin = fc.record({
  scheme,
  host: fc.oneof(name, wildcard, fc.constantFrom('127.0.0.1', '::1')),
  port,
  addresses: fc.constant([]),
})
const target = fc
  .tuple(scheme, fc.oneof(name, fc.constantFrom('127.0.0.1', '[::1]')), port)
  .map(([scheme, host, port]) => parseTarget(`${scheme}://${host}:${port}/`))

it('finds exactly the credentials whose binding names the target or did, and the unbound, in order, each once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(origin, { maxLength: 4 }), fc.array(origin, { maxLength: 2 })), {
        maxLength: 12,
      }),
      target,
      (bindings, wanted) => {
        const credentials = bindings.map(([binding, released], index) =>
          sampleCredential(`c${index}`, { binding, released }),
        )
        const expected = credentials.filter(
          ({ binding, released = [] }) =>
            binding.length === 0 || matchBinding([...binding, ...released], wanted) !== undefined,
        )
        expect(new BindingIndex(credentials).boundTo(wanted)).toEqual(expected)
      },
    ),
  )
})

it('looks for no more than 256 unbound ones everywhere', () => {
  const credentials = Array.from({ length: 300 }, (_, index) =>
    sampleCredential(`c${index}`, { binding: [] }),
  )
  const found = new BindingIndex(credentials).boundTo(parseTarget('https://a.example.com/'))
  expect(found).toEqual(credentials.slice(0, 256))
})
