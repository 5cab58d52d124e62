import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fillAudit, installation, makeApiKey } from '../installation.node.ts'
import { freePort, startProcess, waitForPort } from '../processes.node.ts'
import { mcpRequest } from './mcp-request.ts'
import { plainRequest } from './plain-request.ts'
import type { Peer, StartPeer } from './peer.ts'

interface Variant {
  readonly name: string
  readonly what: string
  readonly others?: number
  readonly serve?: readonly string[]
  readonly tls?: boolean
  /** The caller has an API key. */
  readonly key?: boolean
  /** Called by MCP over HTTP. */
  readonly mcp?: boolean
  /** Requests that stand in the audit log already. */
  readonly audited?: number
  /** Started in the place of `vultrino serve`. */
  readonly script?: string
}

/** `vultrino serve` with everything on: its defaults, a vault made by `init` and `add`, keyless local user. */
export const startVultrino = vultrino({ name: 'vultrino', what: 'vultrino serve, 1 credential' })

export const startFullVultrino = vultrino({
  name: 'vultrino-10k',
  what: 'the same with 10,000 more credentials in the vault',
  others: 10_000,
})

export const startVultrinoWorkers = vultrino({
  name: 'vultrino-w2',
  what: 'vultrino serve --workers 2, 1 credential',
  serve: ['--workers', '2'],
})

export const startVultrinoTls = vultrino({
  name: 'vultrino-tls',
  what: 'vultrino serve, https target, 1 credential',
  tls: true,
})

export const startVultrinoKey = vultrino({
  name: 'vultrino-key',
  what: 'the same, called with an API key whose role has scopes',
  key: true,
})

export const startVultrinoMcp = vultrino({
  name: 'vultrino-mcp',
  what: 'the same, called by MCP over HTTP (http_request, revision 2026-07-28)',
  key: true,
  mcp: true,
})

export const startSilentVultrino = vultrino({
  name: 'vultrino-silent',
  what: 'the same spine with an audit log that writes nothing',
  script: fileURLToPath(new URL('../silent-serve.node.ts', import.meta.url)),
})

export const startAuditedVultrino = vultrino({
  name: 'vultrino-1m',
  what: 'vultrino serve with a million rows in the audit log',
  audited: 500_000,
})

function vultrino(variant: Variant): StartPeer {
  return async (bench): Promise<Peer> => {
    const tls = variant.tls === true
    if (tls && bench.target.tls === undefined) throw new Error('no TLS target: openssl is not installed')
    const origin = tls
      ? `https://localhost:${bench.target.tls ?? 0}`
      : `http://127.0.0.1:${bench.target.http}`
    const installed = installation(bench, variant.name, variant.others)
    if (variant.audited !== undefined) fillAudit(installed, variant.audited)
    const { env } = installed
    const token = variant.key === true ? makeApiKey(installed) : ''
    const key = token === '' ? '' : `Authorization: Bearer ${token}\r\n`
    const port = await freePort()
    const served = [bench.vultrino, 'serve', '--bind', `127.0.0.1:${port}`, ...(variant.serve ?? [])]
    const args = variant.script === undefined ? served : [variant.script, String(port)]
    const started = startProcess(process.execPath, args, {
      logFile: join(bench.tempDir, `${variant.name}.log`),
      env: tls ? { ...env, NODE_EXTRA_CA_CERTS: bench.certFile } : env,
    })
    await waitForPort(port, started)
    // What serves MCP is loaded by the first request for it.
    if (variant.mcp === true)
      await (
        await fetch(`http://127.0.0.1:${port}/mcp`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}` },
        })
      ).text()
    return {
      name: variant.name,
      what: variant.what,
      port,
      pid: started.pid,
      tlsTarget: tls,
      request: (path) =>
        variant.mcp === true
          ? mcpRequest(`${origin}${path}`, `127.0.0.1:${port}`, key)
          : plainRequest(`/${origin}${path}`, `127.0.0.1:${port}`, `X-Vultrino-Credential: bench\r\n${key}`),
      stop: () => started.stop(),
    }
  }
}
