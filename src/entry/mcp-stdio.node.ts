import { VultrinoError } from '../domain/errors.ts'
import type { CommandHost } from '../surfaces/cli/command-context.ts'
import { mcpDeps } from './mcp-deps.node.ts'
import { openService } from './service.node.ts'

/** `vultrino mcp`, `vultrino serve --mcp`: serves one client over stdin and stdout until it is gone. */
export async function serveMcp(host: CommandHost): Promise<void> {
  if (host.server !== undefined) {
    await runAsClient(host)
    return
  }
  const config = await host.config()
  if (!config.mcp.enabled) {
    throw new VultrinoError('invalid_arguments', {
      reason: 'MCP is switched off in the configuration',
      hint: 'Set [mcp] enabled = true',
    })
  }
  const interrupted = host.interruption()
  // The library is dear to load: meanwhile the key is derived.
  const loading = import('../surfaces/mcp/stdio/serve-stdio.node.ts')
  loading.catch(() => undefined)
  const key = host.apiKey()
  const keysRequired = config.auth.required === true || config.server.mode === 'server'
  // Whoever starts it holds the vault's password: keys that were made for others are not asked of them.
  const service = await openService({ host, localUser: keysRequired ? 'never' : 'always' })
  try {
    const { serveMcpStdio } = await loading
    const presented =
      key === undefined ? ({ kind: 'local' } as const) : ({ kind: 'token', token: key } as const)
    const deps = await mcpDeps(service)
    const streams = { input: process.stdin, output: process.stdout }
    await serveMcpStdio(deps, { presented, ip: null }, streams, interrupted)
  } finally {
    service.stop()
    await service.close()
    // A stdin that nobody ended would keep the process.
    process.stdin.destroy()
  }
}

/** `VULTRINO_URL` names a running server: its MCP, as whoever the API key makes one, without the vault's password. */
async function runAsClient(host: CommandHost): Promise<void> {
  const { runBridge } = await import('./mcp-bridge.node.ts')
  await runBridge(host)
}
