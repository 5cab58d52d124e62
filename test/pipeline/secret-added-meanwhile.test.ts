import { describe, expect, it } from 'vitest'
import type { BoundOrigin } from '../../src/domain/bound-origin.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Inbound } from '../../src/pipeline/stages.ts'
import type { CredentialDraft } from '../../src/vault/credential-draft.ts'
import { sampleCredential, Scratch } from '../vault/scratch.ts'
import { spineOver } from './spine.ts'

const here: BoundOrigin = { scheme: 'https', host: 'api.example.com', port: 443, addresses: [] }
const FIRST = 'first-secret-4eC39HqLyjWDarjtT1zdp7dc'
const SECOND = 'second-secret-9fP20KsMzkXEbskuU2aeq8ed'

const inbound = (): Inbound => ({
  requestId: 'r',
  surface: 'cli',
  presented: { kind: 'owner' },
  ip: null,
  alias: 'a',
  url: 'https://api.example.com/events',
  method: 'GET',
  headers: [],
  body: null,
  bodyLength: null,
  signal: new AbortController().signal,
})

const holding = (alias: string, key: string): ReturnType<typeof sampleCredential> =>
  sampleCredential(alias, { id: `id-of-${alias}`, binding: [here], data: { key: new Secret(key) } })

const CHANGES: Readonly<Record<string, (draft: CredentialDraft) => void>> = {
  'another credential of its target is added': (draft) => draft.put(holding('b', SECOND)),
  'its credential gets another secret': (draft) =>
    draft.put({ ...holding('a', SECOND), updatedAt: '2031-01-01T00:00:00.000Z' }),
}

describe('while the body of an answer is under way', () => {
  it.each(Object.entries(CHANGES))('%s: neither secret is in what follows', async (_, change) => {
    using scratch = new Scratch()
    const vault = await scratch.create()
    await vault.change((draft) => draft.put(holding('a', FIRST)))
    async function* body(): AsyncGenerator<Uint8Array> {
      const encoder = new TextEncoder()
      yield encoder.encode(`before ${FIRST}\n\n`)
      await vault.change(change)
      yield encoder.encode(`after ${FIRST} ${SECOND.slice(0, 9)}`)
      yield encoder.encode(`${SECOND.slice(9)}\n\nend`)
    }
    const headers = ['content-type', 'text/event-stream']
    const answer = { status: 200, statusText: 'OK', headers, body: body(), trailers: () => [] }
    const upstream = {
      send: () => Promise.resolve(answer),
      stats: () => ({ connected: 0, free: 0, pending: 0, queued: 0, running: 0, size: 0 }),
      close: () => Promise.resolve(),
    }
    const outcome = await spineOver(scratch, vault, { upstream: upstream as never }).handle(inbound())
    if (!outcome.ok || outcome.answer.body instanceof Uint8Array) throw new Error('a stream was expected')
    let text = ''
    for await (const chunk of outcome.answer.body) text += new TextDecoder().decode(chunk)
    expect(text).not.toContain(FIRST)
    expect(text).not.toContain(SECOND)
    expect(text).toMatch(/^before \[vultrino:a\]\n\nafter \[vultrino:a\] \[vultrino:[ab]\]\n\nend$/)
  })
})

describe('before the head of an answer has come', () => {
  it.each(Object.entries(CHANGES))('%s: neither secret is in it', async (_, change) => {
    using scratch = new Scratch()
    const vault = await scratch.create()
    await vault.change((draft) => draft.put(holding('a', FIRST)))
    async function* body(): AsyncGenerator<Uint8Array> {
      await Promise.resolve()
      yield new TextEncoder().encode(`${FIRST} ${SECOND}`)
    }
    const length = FIRST.length + 1 + SECOND.length
    const headers = ['x-first', FIRST, 'x-second', SECOND, 'content-length', String(length)]
    const upstream = {
      send: async () => {
        await vault.change(change)
        return { status: 200, statusText: SECOND, headers, body: body(), trailers: () => [] }
      },
      stats: () => ({}),
      close: () => Promise.resolve(),
    }
    const outcome = await spineOver(scratch, vault, { upstream: upstream as never }).handle(inbound())
    if (!outcome.ok || !(outcome.answer.body instanceof Uint8Array))
      throw new Error('a whole body was expected')
    const { statusText, headers: got, body: bytes } = outcome.answer
    const text = [statusText, ...got, new TextDecoder().decode(bytes)].join(' ')
    expect(text).not.toContain(FIRST)
    expect(text).not.toContain(SECOND)
    expect(new TextDecoder().decode(bytes)).toMatch(/^\[vultrino:a\] \[vultrino:[ab]\]$/)
  })
})
