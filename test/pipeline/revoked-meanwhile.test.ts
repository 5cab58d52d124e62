import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry, AuditResult } from '../../src/domain/audit-event.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Inbound, Outcome } from '../../src/pipeline/stages.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { changeRole, deleteRole, makeKey, revoke, type MadeKey } from '../access/installation.ts'
import { sampleCredential, Scratch } from '../vault/scratch.ts'
import { spineOver } from './spine.ts'

let target: Server
let port: number
let seen = 0

beforeAll(async () => {
  target = createServer((_, response) => {
    seen += 1
    response.end('ok')
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  port = (target.address() as AddressInfo).port
})
beforeEach(() => {
  seen = 0
})
afterAll(() => {
  target.closeAllConnections()
  target.close()
})

interface Asked {
  readonly outcome: Outcome
  readonly entries: readonly AuditEntry[]
  readonly results: readonly AuditResult[]
}

/** One request with a key; `meanwhile` happens while the intent is being recorded. */
async function ask(meanwhile: (vault: Vault, key: MadeKey) => Promise<unknown>): Promise<Asked> {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const binding = [{ scheme: 'http', host: '127.0.0.1', port, addresses: [] } as const]
  await vault.change((draft) => draft.put(sampleCredential('a', { binding })))
  const key = await makeKey(vault, { scopes: ['a', 'b'] })
  const entries: AuditEntry[] = []
  const results: AuditResult[] = []
  const { handle, state } = spineOver(scratch, vault, {
    options: { limits: { proxied: 5, management: 0, failedAuth: 0 } },
    audit: {
      record: async (entry) => {
        entries.push(entry)
        await meanwhile(vault, key)
      },
      complete: (result) => results.push(result),
    },
  })
  const inbound: Inbound = {
    requestId: 'r',
    surface: 'http',
    presented: { kind: 'token', token: new Secret(key.token) },
    ip: '127.0.0.1',
    alias: 'a',
    url: `http://127.0.0.1:${String(port)}/`,
    method: 'GET',
    headers: [],
    body: null,
    bodyLength: null,
    signal: new AbortController().signal,
  }
  const outcome = await handle(inbound)
  state.close()
  return { outcome, entries, results }
}

describe('while the intent is recorded', () => {
  it.each<[string, string, (vault: Vault, key: MadeKey) => Promise<unknown>]>([
    ['the key is revoked', 'unauthorized', revoke],
    ['its role is deleted', 'unauthorized', deleteRole],
    ['its role is narrowed', 'forbidden', (vault, key) => changeRole(vault, key, { scopes: ['b'] })],
    [
      'its role may not execute',
      'forbidden',
      (vault, key) => changeRole(vault, key, { permissions: ['read'] }),
    ],
  ])('%s: nothing is sent', async (_, code, meanwhile) => {
    const { outcome, results } = await ask(meanwhile)
    expect(outcome).toMatchObject({ ok: false, error: { code }, quota: { limit: 5, remaining: 4 } })
    expect(results).toMatchObject([{ outcome: 'failed', error: code }])
    expect(seen).toBe(0)
  })

  it('the role changes to what still allows it: it is sent', async () => {
    const { outcome, entries } = await ask((vault, key) => changeRole(vault, key, { scopes: ['a'] }))
    expect(outcome).toMatchObject({ ok: true, quota: { limit: 5, remaining: 4 } })
    expect(entries).toMatchObject([{ principal: 'key', decision: 'allow' }])
    expect(seen).toBe(1)
  })
})
