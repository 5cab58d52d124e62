import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Found, ProxyRequest, ProxyUnderTest, Registration, RunningProxy, Setup } from '../../contract/proxy-under-test.ts' // prettier-ignore
import { absoluteForm, sendAbsolute, sendByTunnel } from '../outside/forward-proxy.ts'
import {
  freePort,
  HOST,
  plainEnvironment,
  startProgram,
  versionOf,
  type Program,
} from '../outside/program.ts'
import { insideForm, openTunnel, type ForwardProxy } from '../outside/tunnel.ts'
import { itemOf, placeholder, schema, USERNAME } from './schema.ts'

const VERSION = '1.20.0'
const INSTALL = `npm install --prefix DIR varlock@${VERSION} && PATH=DIR/node_modules/.bin:$PATH`
const shown = (name: 'bearer' | 'header' | 'query', inject: Registration['plan']['inject']): Registration => ({
  name, plan: { shape: 'random', inject, origin: 'named' }, secret: '', origin: 'https://127.0.0.1:4711',
}) // prettier-ignore

/** varlock's credential proxy: the caller has placeholders, which it replaces on the way. */
export function varlock(): ProxyUnderTest {
  return {
    name: 'varlock',
    about:
      '`varlock proxy start`, strict egress; each secret bound to its host and to the one header or query field it goes into; callers send placeholders; sessions of their own for Basic (a transform of every request to a host) and for rules of methods and paths',
    surfaces: ['absolute-form', 'connect'],
    features: [
      'several-credentials', 'header-injection', 'basic', 'query-injection', 'wildcard', 'policy', 'tls-origin', 'h2-origin',
    ],
    limits: [
      'it puts secrets into TLS only: the targets that speak plain HTTP to the other proxies speak TLS to it',
      'its rules name hosts, without a port',
      'it speaks HTTP/1.1 to callers, and takes no upgrade to WebSocket',
      'it scrubs answers that are text, not compressed, and either under 2 MiB or a stream, of the secret as it is; compressed and binary answers pass unchanged, as its sources say',
    ],
    tlsOnly: true,
    repeat: {
      install: [INSTALL],
      configuration: [
        { file: 'command', text: `NODE_EXTRA_CA_CERTS=ca.pem ${itemOf('bearer')}=… VARLOCK_TELEMETRY_DISABLED=1 varlock proxy start --port 8080 --cert-dir certs` },
        { file: '.env.schema', text: schema([shown('bearer', { style: 'bearer' }), shown('header', { style: 'header', header: 'X-Api-Key' }), shown('query', { style: 'query', param: 'api_key' })], null) },
      ],
    },
    version: () => Promise.resolve(versionOf('varlock', ['--version'], /(\d+\.\d+\.\d+)/, INSTALL)),
    start,
  } // prettier-ignore
}

interface Instance extends ForwardProxy {
  readonly program: Program
}

async function start({ credentials, caFile, folder }: Setup): Promise<RunningProxy> {
  const plans = new Map(credentials.map(({ name, plan }) => [name as string, plan]))
  const alone = credentials.filter(({ plan }) => plan.inject.style === 'basic' || plan.policy !== undefined)
  const main = await startInstance(join(folder, 'main'), credentials, null, caFile)
  const own = new Map<string, Instance>()
  const all = (): Instance[] => [main, ...own.values()]
  try {
    for (const each of alone)
      own.set(each.name, await startInstance(join(folder, each.name), [each], each.name, caFile))
  } catch (error) {
    await Promise.all(all().map(({ program }) => program.stop()))
    throw error
  }
  const instance = ({ credential }: ProxyRequest): Instance => own.get(credential) ?? main
  const marked = (request: ProxyRequest): ProxyRequest => present(request, plans.get(request.credential))
  return {
    folder,
    send: async (surface, request) =>
      await (surface === 'connect' ? sendByTunnel : sendAbsolute)(instance(request), marked(request)),
    wire: (surface, request) => {
      if (surface !== 'absolute-form') return null
      const asked = marked({ ...request, headers: [] })
      const { target, headers } = absoluteForm(asked)
      const { host, port } = instance(request)
      return { host, port, form: { target, headers: [...headers, ...asked.headers] } }
    },
    open: async (_, request, tunnel) => {
      const asked = marked({ ...request, headers: [] })
      const { target, headers } = insideForm(asked)
      return await openTunnel(instance(request), request, tunnel, {
        target,
        headers: [...headers, ...asked.headers],
      })
    },
    key: () => '',
    own: () => null,
    alive: async () => (await Promise.all(all().map(({ program }) => program.alive()))).every(Boolean),
    restart: async () => {
      for (const { program } of all()) if (!(await program.alive())) await program.restart()
    },
    traces: () => Promise.resolve([...all().flatMap(({ program }) => program.output()), ...homes(folder)]),
    stop: async () => {
      await Promise.all(all().map(({ program }) => program.stop()))
    },
  }
}

/** The request as a program that was given placeholders for secrets makes it. */
function present(request: ProxyRequest, plan: Registration['plan'] | undefined): ProxyRequest {
  const text = placeholder(request.credential)
  const inject = plan?.inject ?? { style: 'bearer' }
  // The transform makes the header, whatever the caller sends.
  if (inject.style === 'basic') return request
  if (inject.style === 'query') {
    return {
      ...request,
      url: `${request.url}${request.url.includes('?') ? '&' : '?'}${inject.param}=${text}`,
    }
  }
  const field: readonly [string, string] =
    inject.style === 'bearer' ? ['Authorization', `Bearer ${text}`] : [inject.header, text]
  return { ...request, headers: [field, ...request.headers] }
}

async function startInstance(
  folder: string,
  credentials: readonly Registration[],
  own: string | null,
  caFile: string,
): Promise<Instance> {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, '.env.schema'), schema(credentials, own))
  const username = credentials.flatMap(({ plan: { inject } }) =>
    inject.style === 'basic' ? [inject.username] : [],
  )[0]
  const port = await freePort()
  const program = await startProgram({
    command: 'varlock',
    args: ['proxy', 'start', '--port', String(port), '--cert-dir', join(folder, 'certs')],
    env: plainEnvironment({
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      VARLOCK_TELEMETRY_DISABLED: '1',
      NODE_EXTRA_CA_CERTS: caFile,
      [USERNAME]: username ?? 'nobody',
      ...Object.fromEntries(credentials.map(({ name, secret }) => [itemOf(name), secret])),
    }),
    cwd: folder,
    port,
  })
  return { host: HOST, port, authority: join(folder, 'certs', 'ca-cert.pem'), program }
}

/** What it keeps in home folders: records of sessions, audit. */
function homes(folder: string): Found[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, path: join(folder, name) }))
    .filter(({ name, path }) => name.includes('home') && statSync(path).isFile())
    .map(({ name, path }) => ({ where: `file home ${name}`, bytes: readFileSync(path) }))
}
