import { expect, it } from 'vitest'
import { parsePolicyFile } from '../../src/domain/policy/parse-policy-file.ts'
import { createPolicySet } from '../../src/domain/policy/policy-set.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Inbound } from '../../src/pipeline/stages.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { changeRole, makeKey, type MadeKey } from '../access/installation.ts'
import { Target } from '../policy-room/room.ts'
import { sampleCredential, Scratch } from '../vault/scratch.ts'
import { spineOver } from './spine.ts'

const ONCE = `[[policies]]
name = "once"
credential_pattern = "*"
default_action = "deny"
[[policies.rules]]
condition = { rate_limit = { max = 1, window_secs = 3600 } }
action = "allow"
`
const HERE = { scheme: 'https', host: 'api.example.com', port: 443, addresses: [] } as const
const stored = (metadata: object): ReturnType<typeof sampleCredential> =>
  sampleCredential('a', { id: 'id-of-a', binding: [HERE], ...metadata })

const inbound = ({ token }: MadeKey): Inbound => ({
  requestId: 'r',
  surface: 'http',
  presented: { kind: 'token', token: new Secret(token) },
  ip: '127.0.0.1',
  alias: 'a',
  url: 'https://api.example.com/',
  method: 'GET',
  headers: [],
  body: null,
  bodyLength: null,
  signal: new AbortController().signal,
})

interface Change {
  readonly error: string
  readonly taken: (vault: Vault, key: MadeKey) => Promise<unknown>
  readonly restored: (vault: Vault, key: MadeKey) => Promise<unknown>
}

it.each<[string, Change]>([
  [
    'the key loses the right to it',
    {
      error: 'forbidden',
      taken: (vault, key) => changeRole(vault, key, { scopes: ['b'] }),
      restored: (vault, key) => changeRole(vault, key, { scopes: ['a'] }),
    },
  ],
  [
    'the credential changes',
    {
      error: 'credential_changed',
      taken: (vault) => vault.change((draft) => draft.put(stored({ metadata: { header_name: 'X-Key' } }))),
      restored: (vault) => vault.change((draft) => draft.put(stored({}))),
    },
  ],
])('when, while the intent is recorded, %s, it counts against no limit', async (_, change) => {
  using scratch = new Scratch()
  const vault = await scratch.create()
  await vault.change((draft) => draft.put(stored({})))
  const key = await makeKey(vault, { scopes: ['a'] })
  const upstream = new Target()
  let meanwhile: (() => Promise<unknown>) | undefined = () => change.taken(vault, key)
  const { handle, state } = spineOver(scratch, vault, {
    upstream,
    policies: { current: createPolicySet(parsePolicyFile('/p.toml', new TextEncoder().encode(ONCE))) },
    audit: {
      record: async () => {
        const now = meanwhile
        meanwhile = undefined
        await now?.()
      },
    },
  })
  expect(await handle(inbound(key))).toMatchObject({ ok: false, error: { code: change.error } })
  expect(upstream.sent).toBe(0)
  await change.restored(vault, key)
  expect(await handle(inbound(key))).toMatchObject({ ok: true })
  expect(await handle(inbound(key))).toMatchObject({ ok: false, error: { code: 'rate_limited' } })
  expect(upstream.sent).toBe(1)
  state.close()
})
