import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createPeerOwner } from '../../src/adapters/system/peer-uid.node.ts'
import type { PeerVerdict } from '../../src/ports/peer-owner.ts'
import { itWith } from '../support/outside-tool.ts'
import type { TestServer } from './support-server.ts'
import { ok, startServer } from './support-server.ts'
import { errorCode, parseAnswer, RawSocket, sendRaw } from './support-raw-socket.ts'

let server: TestServer

afterEach(async () => {
  await server.close()
})

const start = async (extra: Parameters<typeof startServer>[1] = {}): Promise<void> => {
  server = await startServer(() => Promise.resolve(ok()), extra)
}
const get = (host: string, ...fields: readonly string[]): Promise<string> =>
  sendRaw(
    server.port,
    'GET /https://a.example/ HTTP/1.1',
    `Host: ${host}`,
    'Connection: close',
    ...fields,
    '',
    '',
  )
const from = (verdict: PeerVerdict) => ({ ownerOf: () => Promise.resolve(verdict) })

describe('Host on a loopback listener', () => {
  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:7878', '127.1.2.3', '[::1]', '[::1]:7878'])(
    'may be %s',
    async (host) => {
      await start()
      expect(parseAnswer(await get(host)).status).toBe(200)
    },
  )

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:7878',
    'localhost:evil',
    'localhost:',
    'foo.localhost',
    'localhost.',
    '127.0.0.1.evil.example',
    '0.0.0.0',
    '[::]',
    '10.0.0.1',
    'user@localhost',
    'localhost/evil',
    '2130706433',
  ])('may not be %s', async (host) => {
    await start()
    const answer = await get(host)
    expect(errorCode(answer)).toBe('access_denied')
    expect(answer).toMatch(/^HTTP\/1.1 403 /)
    expect(server.refusals).toMatchObject([{ error: { code: 'access_denied' } }])
  })

  it('guards /health too, and requests without Host', async () => {
    await start()
    const text = await sendRaw(
      server.port,
      'GET /health HTTP/1.1',
      'Host: evil.example',
      'Connection: close',
      '',
      '',
    )
    expect(errorCode(text)).toBe('access_denied')
    expect(errorCode(await sendRaw(server.port, 'GET /health HTTP/1.0', '', ''))).toBe('access_denied')
  })

  it('may be a name that the owner has listed', async () => {
    await start({ options: { allowedHosts: ['Vultrino.example.com'] } })
    expect(parseAnswer(await get('vultrino.example.com:443')).status).toBe(200)
    expect(errorCode(await get('example.com'))).toBe('access_denied')
  })
})

describe('a web page', () => {
  it.each([
    [['Origin: https://evil.example']],
    [['Origin: null']],
    [['Origin: http://localhost:3000']],
    [['Origin: http://127.0.0.1:7878']],
    [['Origin: http://localhost:7878', 'Origin: https://evil.example']],
    [['Origin: http://localhost:7878.evil.example']],
    [['Origin: chrome-extension://localhost:7878']],
    [['Sec-Fetch-Site: cross-site']],
    [['Sec-Fetch-Site: same-site']],
    [['Sec-Fetch-Site: none', 'Sec-Fetch-Site: cross-site']],
  ])('that sends %s is refused', async (fields) => {
    await start()
    expect(errorCode(await get('localhost:7878', ...fields))).toBe('access_denied')
  })

  it('may ask first, and hears nothing it could use', async () => {
    await start()
    const preflight = await sendRaw(
      server.port,
      ...['OPTIONS /https://a.example/ HTTP/1.1', 'Host: localhost:7878', 'Origin: https://evil.example'],
      ...['Access-Control-Request-Method: POST', 'Access-Control-Request-Headers: x-vultrino-credential'],
      ...['Connection: close', '', ''],
    )
    expect(errorCode(preflight)).toBe('access_denied')
    expect(preflight).not.toMatch(/access-control/i)
  })

  it('of our own, and the person at the address bar, are served', async () => {
    await start()
    const own = ['Origin: http://localhost:7878', 'Sec-Fetch-Site: same-origin']
    expect(parseAnswer(await get('localhost:7878', ...own)).status).toBe(200)
    expect(parseAnswer(await get('localhost:7878', 'Sec-Fetch-Site: none')).status).toBe(200)
  })
})

describe('who is the local user', () => {
  it.each([
    ['self', 'local'],
    ['unknown', 'local'],
    ['other', 'nobody'],
  ] as const)('a peer that is %s is %s', async (verdict, kind) => {
    await start({ peerOwner: from(verdict) })
    await get('localhost')
    expect(server.inbound[0]?.presented).toEqual({ kind })
  })

  it('may be anybody on this machine, if the owner says so', async () => {
    await start({ peerOwner: from('other'), options: { localAnyUser: true } })
    await get('localhost')
    expect(server.inbound[0]?.presented).toEqual({ kind: 'local' })
  })

  it('is asked for once a connection', async () => {
    let asked = 0
    await start({ peerOwner: { ownerOf: () => Promise.resolve(asked++ === 0 ? 'self' : 'other') } })
    const raw = await RawSocket.open(server.port)
    for (let i = 0; i < 3; i++) raw.send('GET /https://a.example/ HTTP/1.1', 'Host: localhost', '', '')
    await raw.until(/ok[^]*ok[^]*ok$/)
    expect(asked).toBe(1)
    raw.destroy()
  })

  it('is nobody on a listener that others can reach', async () => {
    await start({ listen: '0.0.0.0:0', peerOwner: from('self') })
    await get('vultrino.example.com')
    expect(server.inbound[0]?.presented).toEqual({ kind: 'nobody' })
    const addresses = Object.values(networkInterfaces()).flat()
    expect(addresses.length).toBeGreaterThan(0)
  })
})

const root = { name: 'root', present: process.platform === 'linux' && process.getuid?.() === 0 }

/** A client of another OS user; resolves to the kind its request was presented as. */
const asUser = async (uid: number, port: number): Promise<string | undefined> => {
  const request = `GET /https://a.example/ HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n`
  const script = `exec 3<>/dev/tcp/127.0.0.1/${String(port)} && printf '${request}' >&3 && cat <&3 >/dev/null`
  const child = spawn('bash', ['-c', script], { uid, gid: uid, stdio: 'inherit', cwd: '/' })
  await new Promise((resolve) => child.once('exit', resolve))
  return server.inbound.at(-1)?.presented.kind
}

describe('the OS user at the other end', () => {
  itWith({ name: '/proc', present: process.platform === 'linux' }, 'is found for IPv4 and IPv6', async () => {
    await start()
    await get('localhost')
    expect(server.inbound[0]?.presented.kind).toBe('local')
    await server.close()
    const v6 = Object.values(networkInterfaces())
      .flat()
      .some((address) => address?.address === '::1')
    await start(v6 ? { listen: '[::1]:0' } : {})
    const answer = await fetch(`${server.url}/https://a.example/`)
    expect(answer.status).toBe(200)
    expect(server.inbound[0]?.presented.kind).toBe('local')
  })

  itWith(root, 'is told apart from ours', async () => {
    await start()
    expect(await asUser(0, server.port)).toBe('local')
    expect(await asUser(65534, server.port)).toBe('nobody')
  })

  itWith(root, 'is not believed to be root once its socket is closed', async () => {
    // The kernel shows a socket without process as uid 0, which is who runs this test.
    let verdict: PeerVerdict | undefined
    const found = createPeerOwner()
    await start({
      peerOwner: {
        ownerOf: async (connection) => {
          await new Promise((resolve) => setTimeout(resolve, 300))
          verdict = await found.ownerOf(connection)
          return verdict
        },
      },
    })
    const script = `exec 3<>/dev/tcp/127.0.0.1/${String(server.port)} && printf 'GET /https://a.example/ HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' >&3`
    spawn('bash', ['-c', script], { uid: 65534, gid: 65534, cwd: '/', stdio: 'inherit' })
    await expect.poll(() => verdict, { timeout: 5000 }).toBe('other')
  })

  itWith(
    { name: '/proc', present: process.platform === 'linux' },
    'of a connection that is not there is somebody else',
    async () => {
      await start()
      const gone = { localAddress: '127.0.0.1', localPort: 1, remoteAddress: '127.0.0.1', remotePort: 2 }
      expect(await createPeerOwner().ownerOf(gone)).toBe('other')
    },
  )
})

describe('a unix socket', () => {
  it('is for its owner alone, whatever Host says, and leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vultrino-unix-'))
    const path = join(folder, 'socket')
    try {
      await start({ listen: `unix:${path}`, peerOwner: from('other') })
      expect(server.url).toBe(`unix:${path}`)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      const raw = await RawSocket.open(path)
      raw.send('GET /https://a.example/ HTTP/1.1', 'Host: anything', 'Connection: close', '', '')
      expect(parseAnswer(await raw.closed()).status).toBe(200)
      expect(server.inbound[0]).toMatchObject({ presented: { kind: 'local' }, ip: null })
      await expect(
        startServer(() => Promise.resolve(ok()), { listen: `unix:${path}` }),
      ).rejects.toMatchObject({
        code: 'invalid_arguments',
      })
      await server.close()
      expect(existsSync(path)).toBe(false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
