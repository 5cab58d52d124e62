import { readFileSync, writeFileSync } from 'node:fs'
import { initialised, type Product, type RunningServer } from '../support/product.ts'

export interface Answered {
  readonly status: number
  readonly headers: Headers
  /** The body, read as JSON; `undefined` where it is empty. */
  readonly json: unknown
}

/** What a call sends besides method and path. */
export interface Sent {
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, in the place of `body`. */
  readonly raw?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  /** In the place of the administrator's; `null`: none. */
  readonly key?: string | null
}

export interface ApiServer {
  readonly product: Product
  readonly server: RunningServer
  readonly url: string
  /** Of the built-in role `admin`. */
  readonly adminKey: string
  /** Those made before it began to serve, by name. */
  readonly keys: Readonly<Record<string, string>>
  /** Makes a key through the API: it is good at once. */
  createKey(name: string, role: string): Promise<string>
  call(method: string, path: string, sent?: Sent): Promise<Answered>
  close(): Promise<void>
}

/** Keys of the configuration, by name, where the default will not do. */
export type Settings = Readonly<Record<string, string | number>>

/** The real product with an administrator's key and others (role by name), serving. */
export async function startApi(
  settings: Settings = {},
  others: Readonly<Record<string, string>> = {},
): Promise<ApiServer> {
  const product = await initialised()
  configure(product, settings)
  const adminKey = await keyFromOwner(product, 'administrator', 'admin')
  const keys: Record<string, string> = {}
  for (const [name, role] of Object.entries(others)) keys[name] = await keyFromOwner(product, name, role)
  const server = await product.serve()
  const callApi: ApiServer['call'] = (method, path, sent = {}) =>
    call(`${server.url}${path}`, method, { key: adminKey, ...sent })
  return {
    product,
    server,
    url: server.url,
    adminKey,
    keys,
    call: callApi,
    createKey: async (name, role) => {
      const { json } = await callApi('POST', '/v1/keys', { body: { name, role } })
      return (json as { key: string }).key
    },
    close: async () => {
      await server.stop()
      product.remove()
    },
  }
}

/** Makes a key at the owner's command line. */
async function keyFromOwner(product: Product, name: string, role: string): Promise<string> {
  const { stdout, stderr } = await product.cli(['key', 'create', name, '--role', role])
  const [key] = /vk_[a-z0-9]{32}/.exec(stdout.toString()) ?? []
  if (key === undefined) throw new Error(`no key was made: ${stderr}`)
  return key
}

/** Sets keys that the configuration `init` wrote has, commented out or not. */
function configure(product: Product, settings: Settings): void {
  const path = product.env['VULTRINO_CONFIG'] ?? ''
  let text = readFileSync(path, 'utf8')
  for (const [name, value] of Object.entries(settings)) {
    const line = new RegExp(`^(?:# *)?${name} = .*$`, 'm')
    if (!line.test(text)) throw new Error(`the configuration has no ${name}`)
    text = text.replace(line, `${name} = ${JSON.stringify(value)}`)
  }
  writeFileSync(path, text)
}

async function call(url: string, method: string, { body, raw, headers = {}, key }: Sent): Promise<Answered> {
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const answer = await fetch(url, {
    method,
    headers: {
      ...(key === null || key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...(content === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    json: text === '' ? undefined : (JSON.parse(text) as unknown),
  }
}
