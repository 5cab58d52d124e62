import type { AddressInfo, Server } from 'node:net'
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { itWith } from '../support/outside-tool.ts'
import { newAuthority, OPENSSL, selfSigned, type Authority } from './certificates.ts'
import { exchange, failureOf, upstreamWith } from './exchange.ts'
import { answeringOnce, rawServer } from './raw-server.ts'

interface Seen {
  readonly port: number
  readonly servernames: (string | false)[]
  readonly heads: string[]
  readonly protocols: (string | null)[]
}

/** An HTTP/1.1 server over TLS that answers every request with two bytes. */
async function tlsServer(options: TlsOptions): Promise<Seen> {
  const seen: Omit<Seen, 'port'> = { servernames: [], heads: [], protocols: [] }
  const server: Server = createServer({ ALPNProtocols: ['http/1.1'], ...options }, (socket) => {
    seen.servernames.push((socket as TLSSocket & { readonly servername: string | false }).servername)
    seen.protocols.push(socket.getProtocol())
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      seen.heads.push(chunk.toString('latin1'))
      socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi')
    })
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await new Promise((resolve) => server.close(resolve))
  })
  return { ...seen, port: (server.address() as AddressInfo).port }
}

let authority: Authority
beforeAll(() => {
  if (OPENSSL.present) authority = newAuthority()
})

const resolve = (): Promise<{ address: string; family: number }[]> =>
  Promise.resolve([{ address: '127.0.0.1', family: 4 }])
const trusting = (): ReturnType<typeof upstreamWith> => upstreamWith({ ca: authority.cert, resolve })

describe('a certificate', () => {
  itWith(
    OPENSSL,
    'of a trusted authority for this name is accepted; SNI and Host are the target’s',
    async () => {
      const server = await tlsServer(authority.issue(['DNS:api.example.com']))
      expect(await exchange(trusting(), `https://api.example.com:${String(server.port)}/`)).toMatchObject({
        body: 'hi',
      })
      expect(server.servernames).toEqual(['api.example.com'])
      expect(server.heads[0]).toContain(`\r\nhost: api.example.com:${String(server.port)}\r\n`)
    },
  )

  itWith(OPENSSL, 'for an address is accepted where the target is that address', async () => {
    const server = await tlsServer(authority.issue(['IP:127.0.0.1']))
    expect(await exchange(trusting(), `https://127.0.0.1:${String(server.port)}/`)).toMatchObject({
      body: 'hi',
    })
    expect(server.servernames).toEqual([false])
  })

  itWith(OPENSSL, 'for another name is not', async () => {
    for (const name of [
      'DNS:other.example.com',
      'DNS:*.api.example.com',
      'DNS:example.com',
      'IP:127.0.0.1',
      'DNS:api.example.com.evil.example',
    ]) {
      const server = await tlsServer(authority.issue([name]))
      const answer = exchange(trusting(), `https://api.example.com:${String(server.port)}/`)
      expect(await failureOf(answer)).toBe('upstream_error: its TLS certificate is for another name')
      expect(server.heads).toEqual([])
    }
  })

  itWith(OPENSSL, 'for a name is not, where the target is an address', async () => {
    const server = await tlsServer(authority.issue(['DNS:api.example.com', 'DNS:127.0.0.1']))
    const answer = exchange(trusting(), `https://127.0.0.1:${String(server.port)}/`)
    expect(await failureOf(answer)).toBe('upstream_error: its TLS certificate is for another name')
  })

  itWith(OPENSSL, 'that has expired is not', async () => {
    const server = await tlsServer(authority.issue(['DNS:api.example.com'], true))
    const answer = exchange(trusting(), `https://api.example.com:${String(server.port)}/`)
    expect(await failureOf(answer)).toBe('upstream_error: its TLS certificate has expired')
    expect(server.heads).toEqual([])
  })

  itWith(OPENSSL, 'of an authority that is not trusted is not', async () => {
    const server = await tlsServer(authority.issue(['DNS:api.example.com']))
    for (const upstream of [upstreamWith({ resolve }), upstreamWith({ resolve, ca: newAuthority().cert })]) {
      const answer = exchange(upstream, `https://api.example.com:${String(server.port)}/`)
      expect(await failureOf(answer)).toBe(
        'upstream_error: its TLS certificate is not signed by a trusted authority',
      )
    }
    expect(server.heads).toEqual([])
  })

  itWith(OPENSSL, 'that nobody signed is not', async () => {
    const server = await tlsServer(selfSigned('api.example.com', ['subjectAltName=DNS:api.example.com']))
    const answer = exchange(trusting(), `https://api.example.com:${String(server.port)}/`)
    expect(await failureOf(answer)).toBe(
      'upstream_error: its TLS certificate is not signed by a trusted authority',
    )
  })
})

describe('verification', () => {
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  afterEach(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  })

  itWith(OPENSSL, 'cannot be turned off from the environment', async () => {
    const server = await tlsServer(authority.issue(['DNS:other.example.com']))
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    const answer = exchange(trusting(), `https://api.example.com:${String(server.port)}/`)
    expect(await failureOf(answer)).toBe('upstream_error: its TLS certificate is for another name')
    expect(server.heads).toEqual([])
  })

  itWith(OPENSSL, 'needs TLS 1.2 or newer', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    const server = await tlsServer({ ...authority.issue(['DNS:api.example.com']), ...old })
    const answer = exchange(trusting(), `https://api.example.com:${String(server.port)}/`)
    expect(await failureOf(answer)).toBe('upstream_error: the TLS handshake failed')
  })

  itWith(OPENSSL, 'holds for every connection, resumed ones too', async () => {
    const server = await tlsServer(authority.issue(['DNS:api.example.com']))
    const upstream = trusting()
    for (let i = 0; i < 3; i++) {
      expect(await exchange(upstream, `https://api.example.com:${String(server.port)}/`)).toMatchObject({
        body: 'hi',
      })
    }
    const answer = exchange(upstream, `https://other.example.com:${String(server.port)}/`)
    expect(await failureOf(answer)).toBe('upstream_error: its TLS certificate is for another name')
  })
})

it.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
  'authorities that are none are refused at once: %j',
  (ca) => {
    expect(() => upstreamWith({ ca })).toThrow(/holds no certificate/)
  },
)

describe('a target that does not speak TLS', () => {
  itWith(OPENSSL, 'but HTTP', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    const answer = exchange(
      upstreamWith({ connectTimeout: 300 }),
      `https://127.0.0.1:${String(server.port)}/`,
    )
    expect(await failureOf(answer)).toMatch(
      /^upstream_(?:error: the TLS handshake failed|timeout: no connection in time)$/,
    )
    expect(server.received.join('')).not.toMatch(/HTTP/)
  })

  itWith(OPENSSL, 'or says nothing', async () => {
    const server = await rawServer(answeringOnce(''))
    const answer = exchange(
      upstreamWith({ connectTimeout: 300 }),
      `https://127.0.0.1:${String(server.port)}/`,
    )
    expect(await failureOf(answer)).toBe('upstream_timeout: no connection in time')
  })
})
