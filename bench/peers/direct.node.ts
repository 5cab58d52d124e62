import { readFileSync } from 'node:fs'
import type { StartPeer } from './peer.ts'

/** Nothing in between: the load sets the header itself. */
export const startDirect: StartPeer = (bench) =>
  Promise.resolve({
    name: 'direct',
    what: 'the target itself: raw sockets on Node, no HTTP library',
    port: bench.target.http,
    request: (path) => withSecret(path, `127.0.0.1:${bench.target.http}`, bench.secret),
    stop: () => Promise.resolve(),
  })

/** The same over TLS: what the peers whose target is the TLS twin are to be seen against. */
export const startDirectTls: StartPeer = (bench) => {
  const port = bench.target.tls
  if (port === undefined) return Promise.reject(new Error('no TLS target: openssl is not installed'))
  return Promise.resolve({
    name: 'direct-tls',
    what: 'the TLS twin of the target itself',
    port,
    ca: readFileSync(bench.certFile, 'utf8'),
    tlsTarget: true,
    request: (path) => withSecret(path, `localhost:${port}`, bench.secret),
    stop: () => Promise.resolve(),
  })
}

function withSecret(path: string, host: string, secret: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${secret}\r\n\r\n`
}
