import { describe, expect, it } from 'vitest'
import { createUpstream } from '../../src/adapters/upstream/upstream.node.ts'
import type { RequestOptions } from '../../src/domain/server-options.ts'
import type { Inbound, Outcome, Presented } from '../../src/pipeline/stages.ts'
import { sampleCredential, Scratch } from '../vault/scratch.ts'
import { spineOver } from './spine.ts'

interface Asked {
  readonly presented?: Presented
  readonly alias?: string
  readonly options?: Partial<RequestOptions>
  /** What the target's name resolves to. */
  readonly address?: string
  readonly permitted?: readonly string[]
}

/** One request to `https://internal.example:8443/` through the spine, over a real vault. */
async function ask({ presented = { kind: 'owner' }, alias = 'a', ...given }: Asked): Promise<Outcome> {
  using scratch = new Scratch()
  const vault = await scratch.create()
  const addresses = given.permitted ?? []
  const binding = [{ scheme: 'https', host: 'internal.example', port: 8443, addresses } as const]
  await vault.change((draft) => draft.put(sampleCredential(alias, { binding })))
  const address = given.address ?? '192.0.2.1'
  const upstream = createUpstream({
    connectTimeout: 5000,
    headTimeout: 5000,
    idleTimeout: 5000,
    connections: 4,
    ownPorts: () => new Set([8443]),
    resolve: () => Promise.resolve([{ address, family: address.includes(':') ? 6 : 4 }]),
  })
  const { handle, state } = spineOver(scratch, vault, {
    upstream,
    ...(given.options === undefined ? {} : { options: given.options }),
  })
  const inbound: Inbound = {
    requestId: 'r',
    surface: 'http',
    presented,
    ip: null,
    alias,
    url: 'https://internal.example:8443/',
    method: 'GET',
    headers: [],
    body: null,
    bodyLength: null,
    signal: new AbortController().signal,
  }
  const outcome = await handle(inbound)
  await upstream.close()
  state.close()
  return outcome
}

const advice = async (asked: Asked): Promise<readonly [string, string | undefined]> => {
  const outcome = await ask(asked)
  return outcome.ok ? ['ok', undefined] : [outcome.error.code, outcome.error.hint]
}

describe('an address that is not allowed', () => {
  it.each([
    ['a', '10.1.2.3', 'vultrino bind a https://internal.example:8443 --address 10.1.2.3/32'],
    ['a', 'fd00::5', 'vultrino bind a https://internal.example:8443 --address fd00::5/128'],
    ['-a', '10.1.2.3', 'vultrino bind --address 10.1.2.3/32 -- -a https://internal.example:8443'],
  ])('for %s at %s comes with the command that allows it', async (alias, address, command) => {
    const [code, hint] = await advice({ alias, address })
    expect(code).toBe('destination_denied')
    expect(hint).toMatch(new RegExp(`: ${command}$`))
  })

  it('because it is this very server comes with none', async () => {
    const [code, hint] = await advice({ address: '127.0.0.1', permitted: ['127.0.0.0/8'] })
    expect(code).toBe('destination_denied')
    expect(hint).toContain('does not send credentials to itself')
    expect(hint).not.toContain('vultrino bind')
  })
})

describe('a caller who is not let in is told what would let him in now', () => {
  it('as another user', async () => {
    const [code, hint] = await advice({ presented: { kind: 'nobody' } })
    expect(code).toBe('unauthorized')
    expect(hint).toContain('[server] local_any_user = true')
  })

  it.each(['nobody', 'local'] as const)('where keys are asked for: %s', async (kind) => {
    const [code, hint] = await advice({ presented: { kind }, options: { localUser: 'never' } })
    expect(code).toBe('unauthorized')
    expect(hint).toContain('Authorization: Bearer')
    expect(hint).not.toContain('key create')
  })
})
