import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { systemRandom } from '../../../src/adapters/system/random.node.ts'
import type { VultrinoError } from '../../../src/domain/errors.ts'
import { parseListener } from '../../../src/surfaces/http/listener.ts'
import type { PeerUser } from '../../../src/ports/peer-owner.ts'
import type { Web, WebRefusal } from '../../../src/surfaces/web/web-deps.ts'
import {
  createWebServer,
  WEB_SERVER_DEFAULTS,
  type WebServer,
  type WebServerOptions,
} from '../../../src/surfaces/web/web-server.node.ts'
import { exchangeRaw } from '../../support/raw-client.ts'

let server: WebServer | undefined
const refusals: WebRefusal[] = []
let users: PeerUser = 'unknown'
const troubles: VultrinoError[] = []

/** The listener before pages that the test writes. */
async function serving(web: Web, options: Partial<WebServerOptions> = {}): Promise<string> {
  server = createWebServer({
    web,
    listener: parseListener('127.0.0.1:0'),
    options: { ...WEB_SERVER_DEFAULTS, ...options },
    random: systemRandom,
    peerUsers: { userOf: () => Promise.resolve(users) },
    onRefused: (refusal) => {
      refusals.push(refusal)
      return Promise.resolve()
    },
    onTrouble: (_, error) => troubles.push(error),
  })
  return server.listen()
}

afterEach(async () => {
  await server?.drain(0)
  server = undefined
  refusals.length = 0
  users = 'unknown'
  troubles.length = 0
})

const ok: Web = ({ request }) => {
  const body = new TextEncoder().encode(request.url)
  return Promise.resolve(new Response(body, { headers: { 'Content-Length': String(body.byteLength) } }))
}

/** Pieces until it is cancelled; `ended` resolves then. */
function endless(): { web: Web; ended: Promise<void>; signal: Promise<AbortSignal> } {
  const ended = Promise.withResolvers<undefined>()
  const signal = Promise.withResolvers<AbortSignal>()
  const web: Web = ({ request }) => {
    signal.resolve(request.signal)
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('data: first\n\n'))
      },
      cancel: () => ended.resolve(undefined),
    })
    return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }))
  }
  return { web, ended: ended.promise, signal: signal.promise }
}

describe('streams', () => {
  it('come piece by piece, and end when the reader goes', async () => {
    const { web, ended, signal } = endless()
    const url = await serving(web)
    const left = new AbortController()
    const answer = await fetch(url, { signal: left.signal })
    const reader = answer.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined
    const piece = await reader?.read()
    expect(new TextDecoder().decode(piece?.value)).toBe('data: first\n\n')
    left.abort()
    await ended
    expect((await signal).aborted).toBe(true)
  })

  it('end when the server is asked to end, and nothing is cut', async () => {
    const { web, ended } = endless()
    const url = await serving(web)
    const answer = await fetch(url)
    expect(await server?.drain(30_000)).toBe(0)
    await ended
    expect(await answer.text()).toBe('data: first\n\n')
  })

  it('one that fails half-way is broken off, not ended', async () => {
    const url = await serving(() => {
      let count = 0
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (count++ === 0) controller.enqueue(new Uint8Array(10))
          else controller.error(new Error('half-way'))
        },
      })
      return Promise.resolve(new Response(body))
    })
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow()
  })
})

it('answers under way are given before it ends', async () => {
  const begun = Promise.withResolvers<undefined>()
  const go = Promise.withResolvers<undefined>()
  const url = await serving(async (request) => {
    begun.resolve(undefined)
    await go.promise
    return ok(request)
  })
  const answer = fetch(url)
  await begun.promise
  const drained = server?.drain(30_000)
  go.resolve(undefined)
  expect((await answer).status).toBe(200)
  expect(await drained).toBe(0)
})

describe('slow clients do not stay', () => {
  it.each([
    [
      'in the middle of the head',
      'GET / HTTP/1.1\r\nHost: local',
      { headersTimeoutMs: 200, requestTimeoutMs: 400 },
    ],
    [
      'in the middle of a form',
      'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc',
      { headersTimeoutMs: 200, requestTimeoutMs: 400 },
    ],
  ])('%s', async (_, bytes, options) => {
    const reading: Web = async (asked) => {
      await asked.request.text()
      return ok(asked)
    }
    const url = await serving(reading, options)
    const answer = (await exchangeRaw(url, bytes)).toString('latin1')
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('x-frame-options: DENY')
    expect(refusals.map(({ error }) => error.code)).toEqual(['request_timeout'])
  })

  it('nor those that say nothing', async () => {
    const url = await serving(ok, { idleTimeoutMs: 100 })
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    await new Promise((resolve) => socket.once('close', resolve))
    expect(socket.destroyed).toBe(true)
  })
})

describe('what is no request for a page', () => {
  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nConnection: close\r\n\r\n', 400],
    ['a whole URL', 'GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400],
    [
      'a method of its own',
      'PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      405,
    ],
    [
      'an upgrade',
      'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: close, upgrade\r\n\r\n',
      200,
    ],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\nConnection: close\r\n\r\na',
      400,
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
  ])('%s', async (_, bytes, status) => {
    const answer = (await exchangeRaw(await serving(ok), bytes)).toString('latin1')
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(refusals).toHaveLength(status === 200 ? 0 : 1)
  })

  it('a path that begins like a host is a path of ours', async () => {
    const bytes = 'GET //evil.example/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
    const answer = (await exchangeRaw(await serving(ok), bytes)).toString('latin1')
    expect(answer).toMatch(/\r\n\r\nhttp:\/\/localhost\/\/evil\.example\/x$/)
  })
})

it('what fails inside is told to the owner, and to nobody else', async () => {
  const url = await serving(() => Promise.reject(new Error('the inside of it')))
  const answer = await fetch(url)
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toContain('inside')
  expect(troubles.map(({ code }) => code)).toEqual(['internal_error'])
})

describe('who holds the connection', () => {
  const peerOf = async (user: PeerUser): Promise<string | null | undefined> => {
    users = user
    let peer: string | null | undefined
    const url = await serving((asked) => {
      peer = asked.peer
      return ok(asked)
    })
    await (await fetch(url)).text()
    return peer
  }

  it.each([
    [1000, 'uid:1000'],
    ['gone', 'gone'],
    ['unknown', null],
  ] as const)('%s', async (user, peer) => {
    expect(await peerOf(user)).toBe(peer)
  })
})

describe('a form is read when it is asked for', () => {
  const slow = (length: number): string =>
    `POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\nabc`

  it('who is not let in is answered before it has come', async () => {
    const url = await serving(ok)
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    const answer = new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(bytes.toString())))
    socket.write(slow(1_000_000))
    expect(await answer).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i)
    socket.destroy()
  })

  it('one that says it is too large is not begun', async () => {
    const answer = (await exchangeRaw(await serving(ok, { maxBodySize: 10 }), slow(11))).toString('latin1')
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('whole, in pieces, empty', async () => {
    const url = await serving(async ({ request }) => {
      const body = new TextEncoder().encode(await request.text())
      return new Response(body, { headers: { 'Content-Length': String(body.byteLength) } })
    })
    const sent = async (body: string | ReadableStream): Promise<string> =>
      (await fetch(url, { method: 'POST', body, duplex: 'half' })).text()
    expect(await sent('a=b')).toBe('a=b')
    expect(await sent('')).toBe('')
    expect((await sent('x'.repeat(900_000))).length).toBe(900_000)
    const pieces = ReadableStream.from(['a', '=', 'b'].map((text) => new TextEncoder().encode(text)))
    expect(await sent(pieces)).toBe('a=b')
  })
})
