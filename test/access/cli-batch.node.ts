import { createInterface } from 'node:readline'
import { main } from '../../src/entry/main.node.ts'

/** One command line, and the key under which it is run (`null`: as the owner). */
interface Job {
  readonly args: readonly string[]
  readonly key: string | null
}

// Runs many command lines in one process, each as the whole program does but for starting it: a line of JSON in,
// a line of JSON out.
const { VULTRINO_URL: url, VULTRINO_PASSWORD: password } = process.env
const out = process.stdout.write.bind(process.stdout)
let stdout = ''
let stderr = ''
const capture =
  (take: (text: string) => void) =>
  (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined
    done?.()
    return true
  }
process.stdout.write = capture((text) => (stdout += text))
process.stderr.write = capture((text) => (stderr += text))

for await (const line of createInterface({ input: process.stdin })) {
  const { args, key } = JSON.parse(line) as Job
  stdout = ''
  stderr = ''
  process.argv = ['node', 'vultrino', ...args]
  if (key === null) {
    delete process.env['VULTRINO_URL']
    process.env['VULTRINO_PASSWORD'] = password
  } else {
    process.env['VULTRINO_URL'] = url
    process.env['VULTRINO_API_KEY'] = key
  }
  await main('0.0.0')
  process.removeAllListeners('uncaughtException')
  process.stdout.removeAllListeners('error')
  process.stderr.removeAllListeners('error')
  out(`${JSON.stringify({ code: process.exitCode, stdout, stderr })}\n`)
  process.exitCode = 0
}
