import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { sampleCredential, Scratch } from './scratch.ts'

/** Long enough not to be in a file by chance. */
const canary = fc
  .string({ unit: 'grapheme', minLength: 12, maxLength: 60 })
  .filter((text) => Buffer.byteLength(text) >= 12)

/** The forms in which bytes might lie in a text file, base64 at its three alignments. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const aligned = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    // The characters at either end hold bits of their neighbours.
    return encoded.slice(shift === 0 ? 0 : 4, -4)
  })
  return [text, JSON.stringify(text).slice(1, -1), bytes.toString('hex'), ...aligned]
}

it('nothing that was stored stands readable in any file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(canary, { minLength: 7, maxLength: 7 }), async (canaries) => {
      using scratch = new Scratch()
      const [password = '', alias = '', description = '', secret = '', username = '', note = '', host = ''] =
        canaries
      const vault = await scratch.create({ password: new Secret(password) })
      await vault.change((draft) => {
        draft.put(
          sampleCredential(alias, {
            description,
            metadata: { [note]: note },
            binding: [{ scheme: 'https', host, port: 443, addresses: [] }],
            data: { username, password: new Secret(secret) },
          }),
        )
      })
      const found = vault.find(alias)
      expect(found?.description).toBe(description)
      await vault.change((draft) => draft.remove(found?.id ?? ''))
      await vault.change((draft) =>
        draft.put(sampleCredential('again', { description, data: { key: new Secret(secret) } })),
      )
      for (const name of readdirSync(scratch.folder)) {
        const bytes = readFileSync(join(scratch.folder, name))
        for (const form of canaries.flatMap(formsOf)) expect(bytes.includes(form)).toBe(false)
      }
    }),
    { numRuns: 40 },
  )
})
