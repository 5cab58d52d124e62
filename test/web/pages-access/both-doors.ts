import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { initialised, type Product } from '../../support/product.ts'
import { Browser, csrfIn, signIn } from '../support/browser.ts'

type Fields = Readonly<Record<string, string | readonly string[]>>

/** `vultrino start` over an installation of its own, and somebody signed in at its web UI. */
export interface BothDoors {
  readonly product: Product
  /** `http://127.0.0.1:PORT` of the proxy and its JSON API. */
  readonly proxyUrl: string
  readonly webUrl: string
  readonly get: (path: string) => Promise<Page>
  readonly post: (path: string, fields?: Fields) => Promise<Page>
  /** Status and body of the JSON API, as a key. */
  readonly api: (key: string, path: string) => Promise<{ readonly status: number; readonly json: unknown }>
  /** What it wrote to stderr. */
  readonly log: () => string
  readonly close: () => Promise<void>
}

export interface Page {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const PROGRAM = join(import.meta.dirname, '../../../bin/vultrino.js')
const ARGS = ['start', '--bind', '127.0.0.1:0', '--web-bind', '127.0.0.1:0']

/** Credentials with these aliases are there from the start. */
export async function bothDoors(aliases: readonly string[] = []): Promise<BothDoors> {
  const product = await initialised()
  for (const alias of aliases) await add(product, alias)
  const child = spawn(process.execPath, [PROGRAM, ...ARGS], {
    env: product.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const close = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    product.remove()
  }
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  try {
    const [proxyUrl, webUrl] = await new Promise<[string, string]>((resolve, reject) => {
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString()
        const proxy = /Listening on (http:\S+)/.exec(out)?.[1]
        const web = /Web UI available at (http:\S+)/.exec(out)?.[1]
        if (proxy !== undefined && web !== undefined) resolve([proxy, web])
      })
      void ended.then(() => reject(new Error(`start ended: ${log}`)))
    })
    const browser = new Browser(webUrl)
    const answer = await signIn(browser)
    if (answer.status !== 303) throw new Error(`not signed in: ${answer.status} ${log}`)
    const csrf = csrfIn(await (await browser.get('/roles/new')).text())
    return {
      product,
      proxyUrl,
      webUrl,
      get: async (path) => pageOf(await browser.get(path)),
      post: async (path, fields = {}) => pageOf(await browser.postAsIs(path, { csrf, ...fields })),
      api: async (key, path) => {
        const response = await fetch(`${proxyUrl}${path}`, { headers: { Authorization: `Bearer ${key}` } })
        return { status: response.status, json: await response.json() }
      },
      log: () => log,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function add(product: Product, alias: string): Promise<void> {
  const args = ['add', '--alias', alias, '--key', '-', '--host', 'api.example.com']
  const { code, stderr } = await product.cli(args, `secret of ${alias}`)
  if (code !== 0) throw new Error(`add ended with ${String(code)}: ${stderr}`)
}

const pageOf = async (response: Response): Promise<Page> => ({
  status: response.status,
  headers: response.headers,
  text: await response.text(),
})

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** What a person reads in markup. */
export const readable = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, ' ')

/** API keys, whole, in a text; each once. */
export const keysIn = (text: string): readonly string[] => [...new Set(text.match(/vk_[a-z0-9]{32}/g) ?? [])]

/** What a form would create is named by this. */
export function creationIn({ text }: Page): string {
  const [, id] = /name="creation" value="([0-9a-f-]{36})"/.exec(text) ?? []
  if (id === undefined) throw new Error('this page has no form that creates something')
  return id
}
