import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clientOf, keyWith, listening, type OpenListener } from '../cli/support-client.ts'
import { auditEvents, type AuditEvent } from '../support/audit-events.ts'
import { initialised, type Finished, type Product, type RunningServer } from '../support/product.ts'

/** Answers `/drip` without end, breaks `/cut` off, and any other path in full. */
const target = (): Promise<OpenListener> =>
  listening((req, res) => {
    if (req.url === '/drip') {
      const timer = setInterval(() => res.write('drip '), 20)
      res.once('close', () => clearInterval(timer))
    } else if (req.url === '/cut') {
      res.writeHead(200, { 'Content-Length': '1000' })
      res.write('a part')
      setTimeout(() => res.destroy(), 30)
    } else res.end('fine')
  })

const POLICY = `
[limits]
management_per_minute = 0
proxy_per_minute = 0
failed_auth_per_minute = 0
[[policies]]
name = "reads"
credential_pattern = "read-*"
default_action = "deny"
[[policies.rules]]
action = "allow"
condition = { method_match = ["GET"] }
`

/** The product, a server, and whoever may call it, by each door. */
export class World {
  readonly owner: Product
  readonly server: RunningServer
  readonly target: OpenListener
  readonly client: Product
  readonly keys: { readonly admin: string; readonly agent: string }

  private constructor(
    owner: Product,
    server: RunningServer,
    its: OpenListener,
    keys: { admin: string; agent: string },
  ) {
    this.owner = owner
    this.server = server
    this.target = its
    this.keys = keys
    this.client = clientOf(server.url, keys.agent)
  }

  static async begin(): Promise<World> {
    const [owner, its] = await Promise.all([initialised(), target()])
    writeFileSync(join(owner.folder, 'config.toml'), POLICY)
    for (const [alias, host] of [
      ['read-api', its.origin],
      ['free-api', its.origin],
      ['dead-api', 'http://127.0.0.1:9'],
    ] as const)
      await owner.cli(['add', '--alias', alias, '--key', '-', '--host', host], 'sk-0123456789')
    const all = ['--permissions', 'read,write,update,delete,execute']
    const admin = await keyWith(owner, 'all-of-it', all)
    const agent = await keyWith(owner, 'agent', [
      ...['--permissions', 'read,execute'],
      ...['--scopes', 'read-*,free-*,dead-*,none-*'],
    ])
    const world = new World(owner, await owner.serve(), its, { admin, agent })
    // That it started is written a moment after it did.
    await sleep(200)
    return world
  }

  async end(): Promise<void> {
    await this.server.stop()
    this.target.close()
    this.owner.remove()
    this.client.remove()
  }

  /** Through the proxy, as the agent; reads the answer to its end, or a little of it and leaves. */
  async proxied(alias: string, path: string, more: RequestInit = {}, leave = false): Promise<void> {
    const leaving = new AbortController()
    const headers = { Authorization: `Bearer ${this.keys.agent}`, 'X-Vultrino-Credential': alias }
    const origin = alias === 'dead-api' ? 'http://127.0.0.1:9' : this.target.origin
    const url = `${this.server.url}/${/^https?:/.test(path) ? path : `${origin}${path}`}`
    const answer = await fetch(url, { headers, signal: leaving.signal, ...more })
    try {
      const reader = answer.body?.getReader()
      while ((await reader?.read())?.done === false) if (leave) leaving.abort()
    } catch {
      // It was cut, by us or by the target.
    }
  }

  async api(method: string, path: string, body?: unknown, key = this.keys.admin): Promise<number> {
    const answer = await fetch(`${this.server.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    await answer.text()
    return answer.status
  }

  execute(credential: string, path: string, key = this.keys.agent): Promise<number> {
    const origin = credential === 'dead-api' ? 'http://127.0.0.1:9' : this.target.origin
    return this.api('POST', '/v1/execute', { credential, method: 'GET', url: `${origin}${path}` }, key)
  }

  cli(...args: string[]): Promise<Finished> {
    return this.owner.cli(args)
  }

  events(): AuditEvent[] {
    return auditEvents(join(this.owner.folder, 'data'))
  }
}
