import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Product } from '../../support/product.ts'
import { rawExchange } from './raw-exchange.ts'

/** What is put wherever a caller may put something. */
export const HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
export const SECRET = 'ghp_0123456789abcdefghijABCDEFGHIJ'

const policy = (origin: string): string => `[[policies]]
name = "readonly<b>"
credential_pattern = "github-*"
default_action = "deny"
[[policies.rules]]
name = "only <i>reading"
condition = { and = [{ url_match = "${origin}/*" }, { method_match = ["GET", "HEAD"] }] }
action = "allow"
[[policies]]
name = "nobody's"
credential_pattern = "does-not-exist"
default_action = "deny"
`

/** A target on this machine. */
export async function openTarget(): Promise<{ readonly origin: string; readonly server: Server }> {
  const server = createServer((_, response) => response.end('ok'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

/** Credentials, a key, policies, and an hour in the life of a proxy: allowed and refused, kind and hostile. */
export async function use(product: Product, origin: string): Promise<void> {
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await product.cli(args)
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`)
    return stdout.toString()
  }
  await run('add', '--alias', 'github-api', '--key', SECRET, '--host', origin)
  await run('add', '--alias', 'stripe-live', '--key', 'sk_live_0123456789abcdef', '--host', origin)
  await run('role', 'create', 'ai-agent', '--permissions', 'read,execute', '--scopes', 'git*')
  const made = await run('key', 'create', 'claude-key', '--role', 'ai-agent')
  const [key = ''] = /vk_[a-z0-9]{32}/.exec(made) ?? []
  mkdirSync(join(product.folder, 'policies.d'), { recursive: true })
  writeFileSync(join(product.folder, 'policies.d', 'all.toml'), policy(origin))
  const server = await product.serve()
  const { port } = new URL(server.url)
  const send = (alias: string, method: string, path: string, more: readonly string[] = []): Promise<string> =>
    rawExchange(Number(port), [
      `${method} /${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Authorization: Bearer ${key}`,
      `X-Vultrino-Credential: ${alias}`,
      'Connection: close',
      ...more,
    ])
  for (let i = 0; i < 60; i++) await send('github-api', 'GET', `${origin}/repos/${i}?token=t`)
  await send('github-api', 'DELETE', `${origin}/repos`)
  await send('stripe-live', 'GET', `${origin}/charges`)
  const packed = HOSTILE.replaceAll(' ', '%20')
  await send('github-api', 'GET', `${origin}/${packed}?${packed}=1`)
  await send(HOSTILE, 'GET', `${origin}/alias`)
  await send('github-api', 'GET', `https://${packed}/host`)
  await send('github-api', '<SCRIPT>', `${origin}/method`)
  await send('github-api', 'GET', `${origin}/agent`, [
    `User-Agent: ${HOSTILE}`,
    `X-Forwarded-For: ${HOSTILE}`,
  ])
  await server.stop()
}
