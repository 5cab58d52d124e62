import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { startH1Origin } from './h1-origin.ts'
import type { Listening } from './listen.ts'
import { Observer } from './observer.ts'
import type { Stage } from './stage.ts'

const open: (Listening | Socket)[] = []
afterEach(async () => {
  for (const each of open.splice(0)) {
    if ('destroy' in each) each.destroy()
    else await each.close()
  }
})

async function calling(): Promise<{ readonly socket: Socket; readonly observer: Observer }> {
  const observer = new Observer()
  const stage: Stage = {
    observer,
    behaviour: () => ({ does: 'duplex' }),
    memory: () => ({ count: 0, stored: [] }),
    lookup: () => null,
    over: new AbortController().signal,
  }
  const origin = await startH1Origin('named', () => stage, null)
  const socket = connect(origin.port, '127.0.0.1')
  open.push(socket, origin)
  return { socket, observer }
}

/** What has come once it ends so. */
async function until(socket: Socket, end: string): Promise<string> {
  let came = ''
  while (!came.endsWith(end)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    came += chunk.toString()
  }
  return came
}

it('gives every chunk back before the next one is sent', async () => {
  const { socket, observer } = await calling()
  socket.write('POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
  expect(await until(socket, '\r\n\r\n')).toContain('HTTP/1.1 200 OK')
  socket.write('5\r\nfirst\r\n')
  expect(await until(socket, 'first\r\n')).toBe('5\r\nfirst\r\n')
  socket.write('6\r\nsec')
  expect(await until(socket, 'sec\r\n')).toBe('3\r\nsec\r\n')
  socket.write('ond\r\n0\r\n\r\n')
  expect(await until(socket, '0\r\n\r\n')).toBe('3\r\nond\r\n0\r\n\r\n')
  expect(observer.arrivals.map(({ target }) => target)).toEqual(['/up'])
})

it('gives a body of known length back, and ends the connection', async () => {
  const { socket } = await calling()
  socket.write('POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody')
  expect(await until(socket, '0\r\n\r\n')).toContain('4\r\nbody\r\n')
  await once(socket, 'end')
})
