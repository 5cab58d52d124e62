import { describe, expect, it } from 'vitest'
import { exchange, failureOf, read, requestTo, upstreamWith } from './exchange.ts'
import { answering, rawServer } from './raw-server.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'

describe('nothing is sent twice', () => {
  it.each(['GET', 'HEAD', 'PUT', 'POST', 'DELETE'])(
    '%s on a kept connection that is cut instead of answered',
    async (method) => {
      let answered = 0
      const server = await rawServer((socket) => {
        answered += 1
        if (answered === 1) socket.write(OK)
        else socket.destroy()
      })
      const upstream = upstreamWith({ connections: 1 })
      await exchange(upstream, `${server.origin}/first`)
      const second = exchange(upstream, `${server.origin}/second`, { method })
      expect(await failureOf(second)).toBe(
        'upstream_error: it closed the connection before the answer was complete',
      )
      expect(server.received.join('').match(/\/second/g)?.length).toBe(1)
    },
  )

  it('a request for which the kept connection was found closed goes out once, on a new one', async () => {
    const server = await rawServer(answering(OK))
    const upstream = upstreamWith({ connections: 1 })
    await exchange(upstream, `${server.origin}/first`)
    for (const socket of server.sockets) socket.end()
    await expect.poll(() => server.sockets.size).toBe(0)
    expect(await exchange(upstream, `${server.origin}/second`, { method: 'POST' })).toMatchObject({
      body: 'hi',
    })
    expect(server.received.map((text) => text.split(' ')[1])).toEqual(['/first', '/second'])
  })
})

describe('connections', () => {
  it('are kept and used again', async () => {
    const server = await rawServer(answering(OK))
    const upstream = upstreamWith({ connections: 1 })
    for (let i = 0; i < 10; i++) await exchange(upstream, server.origin)
    expect(server.received.length).toBe(1)
  })

  it('are not used again where the target says so', async () => {
    const server = await rawServer(
      answering('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi'),
    )
    const upstream = upstreamWith({ connections: 1 })
    for (let i = 0; i < 3; i++) await exchange(upstream, server.origin)
    expect(server.received.length).toBe(3)
  })

  it('are at most as many as configured, and no request is lost', async () => {
    let most = 0
    const server = await rawServer((socket) => {
      most = Math.max(most, server.sockets.size)
      setTimeout(() => socket.write(OK), 5)
    })
    const upstream = upstreamWith({ connections: 4 })
    const answers = await Promise.all(Array.from({ length: 40 }, () => exchange(upstream, server.origin)))
    expect(answers.every(({ body }) => body === 'hi')).toBe(true)
    expect(most).toBe(4)
  })

  it('never carry two requests at a time', async () => {
    const heads: number[] = []
    const server = await rawServer((socket, _, count) => {
      const open = count - heads.length
      heads.push(open)
      setTimeout(() => socket.write(OK), 10)
    })
    const upstream = upstreamWith({ connections: 1 })
    await Promise.all(Array.from({ length: 5 }, () => exchange(upstream, server.origin)))
    expect(heads).toEqual([1, 1, 1, 1, 1])
  })

  it('are closed when unused', async () => {
    const server = await rawServer(answering(OK))
    await exchange(upstreamWith({ keepAliveTimeout: 100 }), server.origin)
    expect(server.sockets.size).toBe(1)
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('of the origin longest unused make room for another’s', async () => {
    const servers = await Promise.all([1, 2, 3].map(() => rawServer(answering(OK))))
    const [first, second, third] = servers.map(({ origin }) => origin)
    if (first === undefined || second === undefined || third === undefined) throw new Error('no servers')
    const upstream = upstreamWith({ origins: 2 })
    await exchange(upstream, first)
    await exchange(upstream, second)
    await exchange(upstream, first)
    await exchange(upstream, third)
    await expect.poll(() => servers.map(({ sockets }) => sockets.size > 0)).toEqual([true, false, true])
  })

  it('that make room finish what they carry', async () => {
    const slow = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh')
      setTimeout(() => socket.write('i'), 100)
    })
    const other = await rawServer(answering(OK))
    const upstream = upstreamWith({ origins: 1 })
    const answer = await upstream.send(requestTo(slow.origin))
    await exchange(upstream, other.origin)
    expect(await read(answer)).toMatchObject({ body: 'hi' })
  })
})

describe('closing', () => {
  it('lets requests under way end, takes no more, and leaves no connection', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh')
      setTimeout(() => socket.write('i'), 100)
    })
    const upstream = upstreamWith()
    const answer = await upstream.send(requestTo(server.origin))
    let closed = false
    const closing = upstream.close().then(() => (closed = true))
    expect(await failureOf(exchange(upstream, server.origin))).toBe('shutting_down')
    expect(closed).toBe(false)
    expect(await read(answer)).toMatchObject({ body: 'hi' })
    await closing
    await expect.poll(() => server.sockets.size).toBe(0)
    expect(server.received.length).toBe(1)
  })

  it('without any request is done at once, as often as asked', async () => {
    const upstream = upstreamWith()
    await upstream.close()
    await upstream.close()
    expect(await failureOf(exchange(upstream, 'http://127.0.0.1:9/'))).toBe('shutting_down')
  })
})
