import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Surface } from '../../contract/attack-case.ts'
import type { CallerName } from '../../contract/laboratory.ts'
import type {
  Found,
  ProxyUnderTest,
  RunningProxy,
  Setup,
  WebSession,
} from '../../contract/proxy-under-test.ts'
import { exchange, requestBytes } from '../../run/exchange.ts'
import { commandsSay } from './commands.ts'
import { ended, install, PROGRAM, type Installation } from './installation.ts'
import { firstKey, register } from './register.ts'
import { StdioServer } from './stdio.ts'
import { reverseForm, SENDERS, type Server } from './surfaces.ts'
import { tryOver } from './try-over.ts'
import { signIn } from './web-session.ts'

const HOST = '127.0.0.1'

/** Vultrino; `program`: another build of it, by the path of its command. */
export function vultrino(program?: string): ProxyUnderTest {
  const surfaces: Surface[] = ['reverse', 'json-api', 'cli', 'cli-client', 'mcp', 'mcp-stdio', 'web']
  return {
    name: 'vultrino',
    about:
      'vultrino start over a new vault, and vultrino mcp; credentials, roles and keys made by its JSON API; callers have API keys',
    surfaces,
    features: [
      'policy', 'policy-query', 'policy-body', 'keys', 'several-credentials', 'header-injection', 'basic', 'query-injection', 'address-guard', 'wildcard',
      'refusal-status', 'own-api', 'names', 'tls-origin', 'h2-origin', 'files', 'web-ui',
    ], // prettier-ignore
    limits: [
      'scrubbing is a net under the binding: a target that encrypts the secret, or spreads it over answers, is not noticed',
      'secrets under 8 bytes are not scrubbed',
    ],
    version: async () => {
      const { stdout } = await ended(spawn(process.execPath, [program ?? PROGRAM, '--version']))
      return stdout.toString().trim()
    },
    start: (setup) => run(setup, program),
  }
}

async function run(setup: Setup, program: string | undefined): Promise<RunningProxy> {
  const installation = await install(setup, program)
  const admin = await firstKey(installation)
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  let serving = await serve(installation, output)
  const keys = await register(`http://${HOST}:${String(serving.port)}`, admin, setup)
  const stdio = new StdioServer(() => installation.start(['mcp']))
  let session: Promise<WebSession> | null = null
  const server = (): Server => ({
    host: HOST,
    port: serving.port,
    installation,
    stdio,
    key: (caller) => keys.get(caller) ?? '',
  })
  const get = async (path: string) => await exchange({
    host: HOST, port: serving.port, method: 'GET', limit: 5000,
    bytes: requestBytes('GET', path, [['Host', `${HOST}:${String(serving.port)}`], ['Authorization', `Bearer ${admin}`], ['Connection', 'close']], null),
  }) // prettier-ignore
  return {
    folder: setup.folder,
    send: async (surface, request) => {
      const sender = SENDERS[surface]
      if (sender === undefined) throw new Error(`no such surface: ${surface}`)
      return await sender(server(), request)
    },
    wire: (surface, request) =>
      surface === 'reverse' ? { host: HOST, port: serving.port, form: reverseForm(server(), request) } : null,
    key: (caller: CallerName) => keys.get(caller) ?? '',
    own: (port) => ({ host: HOST, port: port === 'data' ? serving.port : serving.webPort }),
    signIn: async () => await (session ??= signIn(`http://${HOST}:${String(serving.webPort)}`)),
    over: async (folder, change) => await tryOver(installation, folder, change),
    alive: async () =>
      stdio.alive && serving.child.exitCode === null && (await get('/health')).answer?.status === 200,
    restart: async () => {
      session = null
      stdio.stop()
      serving.child.kill('SIGKILL')
      serving = await serve(installation, output)
    },
    traces: async (of) => {
      if (of.startsWith('command')) return await commandsSay(installation)
      const found: Found[] = [
        { where: 'stdout', bytes: Buffer.concat(output.stdout) },
        { where: 'stderr', bytes: Buffer.concat(output.stderr) },
      ]
      for (const path of [
        '/metrics',
        '/v1/audit',
        '/openapi.json',
        '/v1/credentials',
        '/v1/keys',
        '/v1/roles',
      ]) {
        for (const { bytes } of (await get(path)).all) found.push({ where: `endpoint ${path}`, bytes })
      }
      return [...found, ...files(setup.folder)]
    },
    stop: async () => {
      stdio.stop()
      if (serving.child.exitCode !== null) return
      const over = new Promise((resolve) => serving.child.once('close', resolve))
      serving.child.kill('SIGTERM')
      const kill = setTimeout(() => serving.child.kill('SIGKILL'), 5000)
      await over
      clearTimeout(kill)
    },
  }
}

async function serve(
  installation: Installation,
  output: { readonly stdout: Buffer[]; readonly stderr: Buffer[] },
): Promise<{ readonly child: ChildProcess; readonly port: number; readonly webPort: number }> {
  const child = installation.start(['start', '--bind', `${HOST}:0`, '--web-bind', `${HOST}:0`])
  child.stdin?.end()
  child.stderr?.on('data', (chunk: Buffer) => output.stderr.push(chunk))
  let text = ''
  const [port = 0, webPort = 0] = await new Promise<number[]>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output.stdout.push(chunk)
      text += chunk.toString()
      const found = [...text.matchAll(/http:\/\/127\.0\.0\.1:(\d+)/g)].map(([, digits]) => Number(digits))
      if (found.length === 2) resolve(found)
    })
    child.once('close', (code) =>
      reject(
        new Error(`vultrino start ended with ${String(code)}: ${Buffer.concat(output.stderr).toString()}`),
      ),
    )
  })
  return { child, port, webPort }
}

function files(folder: string): Found[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, path: join(folder, name) }))
    .filter(({ path }) => statSync(path).isFile() && !path.includes(join('home', '.cache')))
    .map(({ name, path }) => ({ where: `file ${name}`, bytes: readFileSync(path) }))
}
