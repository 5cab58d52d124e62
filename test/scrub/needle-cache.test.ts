import { beforeEach, expect, it, vi } from 'vitest'
import type { Credential } from '../../src/domain/credential.ts'
import { Secret } from '../../src/domain/secret.ts'
import { parseTarget } from '../../src/domain/target.ts'
import { NeedleCache } from '../../src/pipeline/needles.ts'
import type { CredentialSource } from '../../src/vault/credential-source.ts'

const target = parseTarget('https://api.example.com/v1/things?a=1')
const other = parseTarget('https://other.example.com/')

function credential(id: string, key: string, host: string | null, updatedAt = ''): Credential {
  const binding = host === null ? [] : [{ scheme: 'https' as const, host, port: 443, addresses: [] }]
  return {
    id,
    alias: id,
    type: 'api_key',
    description: null,
    metadata: {},
    binding,
    createdAt: '',
    updatedAt,
    weak: false,
    data: { key: new Secret(key) },
  }
}

/** A vault of plain objects that counts what it is asked. */
class Shelf implements CredentialSource {
  generation = 1
  unsealed = 0
  all: Credential[] = []

  find(alias: string): Credential | undefined {
    return this.all.find((entry) => entry.alias === alias)
  }

  boundTo(to: typeof target): Credential[] {
    return this.all.filter(({ binding }) => binding.some(({ host }) => host === to.host))
  }

  unseal(id: string): Credential {
    this.unsealed += 1
    const found = this.all.find((entry) => entry.id === id)
    if (found === undefined) throw new Error('gone')
    return found
  }
}

const used = credential('used', 'key-of-the-used-one', 'api.example.com')
const beside = credential('beside', 'key-of-another-one', 'api.example.com')
const elsewhere = credential('elsewhere', 'key-of-one-elsewhere', 'other.example.com')
const unbound = credential('unbound', 'key-of-an-unbound-one', null)
const text = [used, beside, elsewhere, unbound].map(({ data }) => (data['key'] as Secret).reveal()).join(' ')

let shelf: Shelf
let cache: NeedleCache
beforeEach(() => {
  shelf = new Shelf()
  shelf.all = [used, beside, elsewhere, unbound]
  cache = new NeedleCache(shelf)
})

it('the secrets of every credential bound to the origin are looked for, and no others', () => {
  const clean = '[vultrino:used] [vultrino:beside] key-of-one-elsewhere key-of-an-unbound-one'
  expect(cache.for(used, target).scrubText(text)).toBe(clean)
  expect(cache.for(beside, target)).toBe(cache.for(used, target))
  expect(cache.for(elsewhere, other).scrubText(text)).toContain('[vultrino:elsewhere]')
})

it('an unbound credential that is used all the same is looked for besides', () => {
  const clean = '[vultrino:used] [vultrino:beside] key-of-one-elsewhere [vultrino:unbound]'
  expect(cache.for(unbound, target).scrubText(text)).toBe(clean)
  expect(cache.for(used, target).scrubText(text)).toContain('key-of-an-unbound-one')
})

it('nothing is unsealed again until the vault changes', () => {
  cache.for(used, target)
  const before = shelf.unsealed
  for (let i = 0; i < 100; i += 1) cache.for(i % 2 === 0 ? used : beside, target)
  expect(shelf.unsealed).toBe(before)
  shelf.all = [used, credential('beside', 'a-new-key-of-that-one', 'api.example.com', 'later')]
  shelf.generation += 1
  expect(cache.for(used, target).scrubText('a-new-key-of-that-one')).toBe('[vultrino:beside]')
})

it('a change of other credentials costs nothing, and one of these is seen, wherever it was read from', () => {
  const first = cache.for(used, target)
  const unboundToo = cache.for(unbound, target)
  const before = shelf.unsealed
  const change = (all: Credential[]): void => {
    shelf.all = all
    shelf.generation += 1
  }
  change([{ ...used }, beside, { ...unbound }])
  expect(cache.for(used, target)).toBe(first)
  expect(cache.for(unbound, target)).toBe(unboundToo)
  expect(shelf.unsealed).toBe(before)
  change([used, { ...beside, alias: 'renamed' }, unbound])
  expect(cache.for(used, target)).not.toBe(first)
  expect(cache.for(unbound, target)).not.toBe(unboundToo)
  change([used, credential('unbound', 'another-key-of-the-unbound', null, 'later')])
  expect(cache.for(used, target).scrubText(text)).toContain('key-of-another-one')
  const now = shelf.all[1] as Credential
  expect(cache.for(now, target).scrubText('another-key-of-the-unbound')).toBe('[vultrino:unbound]')
})

it('while the vault is unavailable nothing that was kept is used', () => {
  cache.for(used, target)
  const boundTo = vi.spyOn(shelf, 'boundTo').mockImplementation(() => {
    throw new Error('unavailable')
  })
  shelf.generation += 1
  expect(() => cache.for(used, target)).toThrow('unavailable')
  expect(() => cache.for(used, target)).toThrow('unavailable')
  boundTo.mockRestore()
  expect(cache.for(used, target).scrubText(text)).toContain('[vultrino:used]')
})

it('sets that were not used for long are dropped', () => {
  const targets = Array.from({ length: 1100 }, (_, i) => parseTarget(`https://h${i}.example.com/`))
  shelf.all = targets.map(({ host }, i) => credential(`c${i}`, `the-secret-number-${i}`, host))
  const first = cache.for(shelf.all[0] as Credential, targets[0] as typeof target)
  for (const [i, to] of targets.entries()) {
    cache.for(shelf.all[i] as Credential, to)
    cache.for(shelf.all[0] as Credential, targets[0] as typeof target)
  }
  expect(cache.for(shelf.all[0] as Credential, targets[0] as typeof target)).toBe(first)
  const before = shelf.unsealed
  cache.for(shelf.all[1] as Credential, targets[1] as typeof target)
  expect(shelf.unsealed).toBe(before + 1)
})

it('what cannot be unsealed is not passed over', () => {
  shelf.boundTo = () => [used, credential('lost', 'x', 'api.example.com')]
  expect(() => cache.for(used, target)).toThrow('gone')
  expect(() => cache.for(used, target)).toThrow('gone')
})
