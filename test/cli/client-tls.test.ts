import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newAuthority, OPENSSL } from '../upstream/certificates.ts'
import { newProduct, type Product } from '../support/product.ts'

const KEY = `vk_${'k'.repeat(32)}`

describe.runIf(OPENSSL.present)('a server reached by https', () => {
  const seen: string[] = []
  let client: Product
  let port = 0
  let authorityFile = ''
  const server = createServer((request, response) => {
    seen.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`)
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"credentials":[]}')
  })

  beforeAll(async () => {
    client = newProduct()
    const authority = newAuthority()
    const { key, cert } = authority.issue(['DNS:localhost'])
    authorityFile = join(client.folder, 'authority.pem')
    writeFileSync(authorityFile, authority.cert)
    server.setSecureContext({ key, cert })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    client.env['VULTRINO_API_KEY'] = KEY
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    client.remove()
  })

  it('gets no key while its authority is not trusted, and it is said how it would be', async () => {
    client.env['VULTRINO_URL'] = `https://localhost:${port}`
    const { code, stderr } = await client.cli(['list'])
    expect(code).toBe(6)
    expect(stderr).toMatch(/not signed by a trusted authority\nhint: .* NODE_EXTRA_CA_CERTS;/)
    expect(seen).toEqual([])
  })

  it('gets the key once it is, under its own name only', async () => {
    client.env['NODE_EXTRA_CA_CERTS'] = authorityFile
    client.env['VULTRINO_URL'] = `https://127.0.0.1:${port}`
    const elsewhere = await client.cli(['list'])
    expect(elsewhere.stderr).toContain('its TLS certificate is for another name')
    expect(seen).toEqual([])
    client.env['VULTRINO_URL'] = `https://localhost:${port}`
    expect(await client.cli(['list', '--json'])).toMatchObject({ code: 0 })
    expect(seen).toEqual([`/v1/credentials Bearer ${KEY}`])
  })
})
