import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { available, itWith } from '../support/outside-tool.ts'
import { BULK_CHUNK, bulkDigest, startBulkUpstream, type BulkUpstream } from '../support/bulk-upstream.ts'
import { initialised, type Product, type RunningServer } from '../support/product.ts'

const SIZE = 1024 * 1024 * 1024
const MAX_RSS_KIB = 250 * 1024
const TIMEOUT_MS = 300_000

let product: Product
let upstream: BulkUpstream
let server: RunningServer
let upload: string
let digest: string

beforeAll(async () => {
  product = await initialised()
  upstream = await startBulkUpstream()
  const configured = await product.cli(
    ['add', '--alias', 'bulk', '--key', '-', '--host', upstream.origin],
    'bulk-secret-0123456789',
  )
  expect(configured).toMatchObject({ code: 0 })
  const config = join(product.folder, 'config.toml')
  const text = readFileSync(config, 'utf8').replace(
    '[server]',
    `[server]\nmax_body_size = ${String(2 * SIZE)}`,
  )
  writeFileSync(config, text)
  server = await product.serve()
  upload = join(product.folder, 'upload.bin')
  const file = openSync(upload, 'w', 0o600)
  for (let written = 0; written < SIZE; written += BULK_CHUNK.length) writeSync(file, BULK_CHUNK)
  closeSync(file)
  digest = bulkDigest(SIZE)
}, TIMEOUT_MS)
afterAll(async () => {
  await server.stop()
  await upstream.close()
  product.remove()
})

/** Peak resident size of the server so far, KiB. */
const peakRss = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${String(server.pid)}/status`, 'utf8'))?.[1])

/** Each client prints the SHA-256 of the download, then the target's JSON about the upload. */
const CLIENTS = {
  curl: {
    tool: { name: 'curl', present: available('curl') },
    command: (url: string, file: string) => [
      'sh',
      '-c',
      `curl -sSf -H 'X-Vultrino-Credential: bulk' ${url}/${String(SIZE)} | sha256sum | cut -c1-64 && curl -sSf -H 'X-Vultrino-Credential: bulk' -T ${file} ${url}/up`,
    ],
  },
  'Python requests': {
    tool: { name: 'Python requests', present: available('python3', ['-c', 'import requests']) },
    command: (url: string, file: string) => ['python3', '-c', PYTHON, url, file, String(SIZE)],
  },
  'Node fetch': {
    tool: { name: 'Node', present: true },
    command: (url: string, file: string) => [
      process.execPath,
      '--input-type=module',
      '-e',
      FETCH,
      url,
      file,
      String(SIZE),
    ],
  },
}

const PYTHON = `
import hashlib, requests, sys
url, file, size = sys.argv[1:]
headers = {"X-Vultrino-Credential": "bulk"}
h = hashlib.sha256()
with requests.get(url + "/" + size, headers=headers, stream=True) as r:
    r.raise_for_status()
    for chunk in r.iter_content(1 << 20): h.update(chunk)
print(h.hexdigest())
with open(file, "rb") as body:
    print(requests.put(url + "/up", data=body, headers=headers).text)
`
const FETCH = `
import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
const [url, file, size] = process.argv.slice(1)
const headers = { 'X-Vultrino-Credential': 'bulk' }
const hash = createHash('sha256')
for await (const chunk of (await fetch(url + '/' + size, { headers })).body) hash.update(chunk)
console.log(hash.digest('hex'))
const body = (await openAsBlob(file)).stream()
console.log(await (await fetch(url + '/up', { method: 'PUT', headers, body, duplex: 'half' })).text())
`

describe.each(Object.entries(CLIENTS))('%s', (_, { tool, command }) => {
  itWith(
    tool,
    'streams 1 GiB down and up in constant memory',
    async () => {
      const [program = '', ...args] = command(`${server.url}/${upstream.origin}`, upload)
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
      const code = await new Promise((resolve) => child.once('close', resolve))
      expect(code).toBe(0)
      const [downloaded, uploaded = ''] = out.trim().split('\n')
      expect(downloaded).toBe(digest)
      expect(JSON.parse(uploaded)).toEqual({ bytes: SIZE, sha256: digest })
      expect(peakRss()).toBeLessThan(MAX_RSS_KIB)
    },
    TIMEOUT_MS,
  )
})
