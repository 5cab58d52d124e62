import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Credential, JsonValue } from '../../src/domain/credential.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { revealed, sampleCredential, Scratch } from './scratch.ts'

const LONG = process.env['VULTRINO_LONG_TESTS'] === '1'
const ALIASES = ['a', 'b', 'c', 'Ω-not-checked-here', '__proto__'] as const

const alias = fc.constantFrom(...ALIASES)
const text = fc.string({ unit: 'binary', maxLength: 40 })
const content = fc.record({
  description: fc.option(text),
  metadata: fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>, { maxKeys: 3 }),
  binding: fc.array(
    fc.record({
      scheme: fc.constantFrom('https' as const, 'http' as const),
      host: fc.domain(),
      port: fc.integer({ min: 1, max: 65_535 }),
      addresses: fc.array(fc.constantFrom('10.0.0.0/8', '::1'), { maxLength: 2 }),
    }),
    { maxLength: 3 },
  ),
  data: fc.dictionary(
    fc.stringMatching(/^[a-z_]{1,12}$/),
    fc.oneof(
      text,
      text.map((value) => new Secret(value)),
    ),
    { maxKeys: 3 },
  ),
  weak: fc.boolean(),
})

const operation = fc.oneof(
  fc.record({ act: fc.constant('put' as const), alias, content }),
  fc.record({ act: fc.constant('edit' as const), alias, to: alias, content }),
  fc.record({ act: fc.constant('remove' as const), alias }),
  fc.record({ act: fc.constant('fail' as const), alias, content }),
  fc.record({ act: fc.constant('reopen' as const) }),
  fc.record({ act: fc.constant('other process' as const) }),
)
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never
type Model = Map<string, Credential>

/** What JSON keeps of it: `-0` is `0`. */
const stored = (credential: Credential): Credential => ({
  ...credential,
  metadata: JSON.parse(JSON.stringify(credential.metadata)) as Credential['metadata'],
})

async function put(vault: Vault, model: Model, credential: Credential): Promise<void> {
  const holder = [...model.values()].find((other) => other.alias === credential.alias)
  const change = vault.change((draft) => {
    draft.put(credential)
  })
  if (holder !== undefined && holder.id !== credential.id) {
    await expect(change).rejects.toMatchObject({ code: 'conflict' })
    return
  }
  await change
  model.set(credential.id, stored(credential))
}

async function apply(op: Operation, vault: Vault, model: Model): Promise<void> {
  if (op.act === 'put') return put(vault, model, sampleCredential(op.alias, op.content))
  if (op.act === 'edit') {
    const found = vault.find(op.alias)
    if (found === undefined) return
    return put(vault, model, { ...vault.unseal(found.id), ...op.content, alias: op.to })
  }
  if (op.act === 'remove') {
    const found = vault.find(op.alias)
    if (found === undefined) return
    await vault.change((draft) => {
      draft.remove(found.id)
      expect(draft.find(op.alias)).toBeUndefined()
    })
    model.delete(found.id)
  }
  if (op.act === 'fail') {
    const failing = vault.change((draft) => {
      const found = draft.find(op.alias)
      if (found === undefined) draft.put(sampleCredential(op.alias, op.content))
      else draft.remove(found.id)
      throw new RangeError('changed my mind')
    })
    await expect(failing).rejects.toThrow(RangeError)
  }
}

it('agrees with a Map under random operations, reopening and a second process', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
      using scratch = new Scratch()
      const model: Model = new Map()
      let [vault, other] = [await scratch.create(), await scratch.open()]
      for (const op of operations) {
        const before = vault.generation
        if (op.act === 'reopen') vault = await scratch.open()
        else if (op.act === 'other process') [vault, other] = [other, vault]
        else await apply(op, vault, model)
        await vault.refresh()
        if (op.act === 'put' || op.act === 'edit') expect(vault.generation).toBeGreaterThanOrEqual(before)
        expect(vault.list().map(({ id }) => revealed(vault.unseal(id)))).toEqual(
          [...model.values()].map(revealed),
        )
        for (const name of ALIASES) {
          expect(vault.find(name)?.id).toBe(
            [...model.values()].find((credential) => credential.alias === name)?.id,
          )
        }
      }
    }),
    { numRuns: LONG ? 500 : 40 },
  )
})
