import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditResult } from '../../src/domain/audit-event.ts'
import type { BoundOrigin } from '../../src/domain/bound-origin.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Handle } from '../../src/pipeline/index.ts'
import type { Inbound } from '../../src/pipeline/stages.ts'
import type { CredentialDraft } from '../../src/vault/credential-draft.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { sampleCredential, Scratch } from '../vault/scratch.ts'
import { spineOver } from './spine.ts'

const seen: (string | undefined)[] = []
let target: Server
let origin: string
let here: BoundOrigin

beforeAll(async () => {
  target = createServer(({ headers }, response) => {
    seen.push(headers.authorization)
    response.end('ok')
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const { port } = target.address() as AddressInfo
  origin = `http://127.0.0.1:${String(port)}`
  here = { scheme: 'http', host: '127.0.0.1', port, addresses: [] }
})
afterAll(() => {
  target.closeAllConnections()
  target.close()
})

const elsewhere: BoundOrigin = { scheme: 'https', host: 'api.example.com', port: 443, addresses: [] }
const again = (changes: object = {}): ReturnType<typeof sampleCredential> =>
  sampleCredential('a', { id: 'id-of-a', binding: [here], ...changes })

/** The spine over a real vault; `meanwhile` happens while the intent is being recorded. */
function spine(
  scratch: Scratch,
  vault: Vault,
  meanwhile: () => Promise<unknown>,
): { handle: Handle; results: AuditResult[] } {
  const results: AuditResult[] = []
  const { handle } = spineOver(scratch, vault, {
    audit: {
      record: async () => {
        await meanwhile()
      },
      complete: (result) => results.push(result),
    },
  })
  return { handle, results }
}

const inbound = (): Inbound => ({
  requestId: 'r',
  surface: 'cli',
  presented: { kind: 'owner' },
  ip: null,
  alias: 'a',
  url: `${origin}/`,
  method: 'GET',
  headers: [],
  body: null,
  bodyLength: null,
  signal: new AbortController().signal,
})

/** What may happen to a credential between its being judged and its being used. */
const CHANGES: Readonly<Record<string, (draft: CredentialDraft) => void>> = {
  'it is bound elsewhere': (draft) => draft.put(again({ binding: [elsewhere] })),
  'it is bound elsewhere and its key replaced': (draft) =>
    draft.put(again({ binding: [elsewhere], data: { key: new Secret('a new secret of a') } })),
  'it is unbound': (draft) => draft.put(again({ binding: [] })),
  'it is deleted': (draft) => draft.remove('id-of-a'),
  'it is deleted and another takes its name': (draft) => {
    draft.remove('id-of-a')
    draft.put(again({ id: 'id-of-another', binding: [elsewhere] }))
  },
  'it is sent in another header': (draft) => draft.put(again({ metadata: { header_name: 'X-Api-Key' } })),
}

describe('while the intent is recorded', () => {
  it.each(Object.entries(CHANGES))('%s: nothing is sent', async (_, change) => {
    using scratch = new Scratch()
    const vault = await scratch.create()
    await vault.change((draft) => draft.put(again()))
    const before = seen.length
    const { handle, results } = spine(scratch, vault, () => vault.change(change))
    expect(await handle(inbound())).toMatchObject({ ok: false, error: { code: 'credential_changed' } })
    expect(seen).toHaveLength(before)
    expect(results).toMatchObject([{ outcome: 'failed', error: 'credential_changed' }])
  })

  it('another credential changes: it is sent as judged', async () => {
    using scratch = new Scratch()
    const vault = await scratch.create()
    await vault.change((draft) => draft.put(again()))
    const other = await scratch.open()
    const { handle, results } = spine(scratch, vault, async () => {
      await other.change((draft) => draft.put(sampleCredential('b')))
      await vault.refresh()
    })
    expect(await handle(inbound())).toMatchObject({ ok: true })
    expect(seen.at(-1)).toBe('Bearer secret of a')
    expect(results).toMatchObject([{ outcome: 'complete', status: 200 }])
  })
})
