import type { Surface } from '../../contract/attack-case.ts'
import type { CallerName } from '../../contract/laboratory.ts'
import type { Found, ProxyRequest, ReadAnswer, Returned, WireForm } from '../../contract/proxy-under-test.ts'
import { exchange, requestBytes, returned } from '../../run/exchange.ts'
import type { Installation } from './installation.ts'
import type { StdioServer } from './stdio.ts'

export interface Server {
  readonly host: string
  readonly port: number
  readonly installation: Installation
  readonly stdio: StdioServer
  key(caller: CallerName): string
}
type Sender = (server: Server, request: ProxyRequest) => Promise<Returned>

/** The URL-in-path form: `GET /https://…` with the alias in a header. */
export function reverseForm(server: Server, request: ProxyRequest): WireForm {
  return {
    target: `/${request.url}`,
    headers: [
      ['Host', `${server.host}:${String(server.port)}`],
      ['X-Vultrino-Credential', request.credential],
      ['Authorization', `Bearer ${server.key(request.caller)}`],
    ],
  }
}

const reverse: Sender = async (server, request) => {
  const { target, headers } = reverseForm(server, request)
  const all = [...headers, ...request.headers, ['Connection', 'close'] as const]
  const bytes = requestBytes(request.method, target, all, request.body, request.chunked)
  return marked(await exchange({ ...server, bytes, ...common(request) }))
}

const common = ({ method, limit, signal }: ProxyRequest) => ({
  method,
  limit,
  ...(signal === undefined ? {} : { signal }),
})

const marked = (came: Returned): Returned => ({
  ...came,
  own: came.answer?.headers.some(([name]) => name.toLowerCase() === 'x-vultrino-error') ?? null,
})

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8')

/** What tools and the API take: method, URL, headers and body as JSON. */
function params(request: ProxyRequest): Record<string, unknown> {
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of request.headers) {
    const before = headers[name]
    headers[name] = before === undefined ? utf8(value) : [before, utf8(value)].flat()
  }
  return {
    method: request.method,
    url: utf8(request.url),
    headers,
    ...(request.body === null
      ? {}
      : { body: Buffer.from(request.body).toString('base64'), body_encoding: 'base64' }),
  }
}

interface JsonAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
  readonly body_encoding?: string
}

function fromJson(came: JsonAnswer): ReadAnswer {
  return {
    status: came.status,
    reason: '',
    headers: Object.entries(came.headers).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, each] as const),
    ),
    body: Buffer.from(came.body, came.body_encoding === 'base64' ? 'base64' : 'utf8'),
    trailers: [],
    interim: [],
  }
}

const jsonApi: Sender = async (server, request) => {
  const body = Buffer.from(
    JSON.stringify({ credential: utf8(request.credential), action: 'http.request', params: params(request) }),
  )
  const came = await post(server, request, '/v1/execute', body, [])
  if (came.answer?.status !== 200) return { ...came, own: true }
  return {
    ...came,
    own: false,
    answer: fromJson(JSON.parse(Buffer.from(came.answer.body).toString()) as JsonAnswer),
  }
}

async function post(
  server: Server,
  request: ProxyRequest,
  path: string,
  body: Buffer,
  more: readonly (readonly [string, string])[],
): Promise<Returned> {
  const headers = [
    ['Host', `${server.host}:${String(server.port)}`] as const,
    ['Authorization', `Bearer ${server.key(request.caller)}`] as const,
    ['Content-Type', 'application/json'] as const,
    ...more,
    ['Connection', 'close'] as const,
  ]
  return await exchange({
    ...server,
    bytes: requestBytes('POST', path, headers, body),
    ...common(request),
    method: 'POST',
  })
}

/** The answer stands in an event (`data: …`) or is the body itself. */
interface ToolAnswer {
  readonly result?: {
    readonly isError?: boolean
    readonly structuredContent?: JsonAnswer
    readonly content?: readonly { readonly text?: string }[]
  }
}

const ACCEPT = ['Accept', 'application/json, text/event-stream'] as const

const mcp: Sender = async (server, request) => {
  const rpc = (id: number, method: string, given: unknown): Buffer =>
    Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params: given }))
  const opened = await post(server, request, '/mcp', rpc(1, 'initialize', {
    protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'vultrino-attack', version: '0' },
  }), [ACCEPT]) // prettier-ignore
  const session = opened.answer?.headers.find(([name]) => name.toLowerCase() === 'mcp-session-id')?.[1]
  const fields = [
    ACCEPT,
    ['MCP-Protocol-Version', '2025-06-18'] as const,
    ...(session === undefined ? [] : [['Mcp-Session-Id', session] as const]),
  ]
  if (session !== undefined) {
    await post(
      server,
      request,
      '/mcp',
      Buffer.from('{"jsonrpc":"2.0","method":"notifications/initialized"}'),
      fields,
    )
  }
  const call = rpc(2, 'tools/call', {
    name: 'http_request',
    arguments: { credential: utf8(request.credential), ...params(request) },
  })
  const came = await post(server, request, '/mcp', call, fields)
  const all = [...opened.all, ...came.all]
  const text = came.answer === null ? '' : Buffer.from(came.answer.body).toString()
  const message = parse(/^data: (.*)$/m.exec(text)?.[1] ?? text)
  const answer = message?.result?.structuredContent
  if (message?.result?.isError === true || answer?.status === undefined) {
    // A tool's error is a refusal, whatever the status of the HTTP answer.
    const status = came.answer === null || came.answer.status >= 400 ? came.answer?.status : 403
    return {
      ...came,
      all,
      own: true,
      answer: came.answer === null || status === undefined ? null : { ...came.answer, status },
    }
  }
  return { ...came, all, own: false, answer: fromJson(answer) }
}

/** One process for the whole run, which has the vault's password; each call says by its key who makes it. */
const mcpStdio: Sender = async (server, request) => {
  const args = {
    credential: utf8(request.credential),
    api_key: server.key(request.caller),
    ...params(request),
  }
  const came = await server.stdio.call('tools/call', { name: 'http_request', arguments: args }, request.limit)
  const all: Found[] = [
    { where: 'stdout', bytes: came.stdout },
    { where: 'stderr', bytes: came.stderr },
  ]
  const nothing = returned(
    all,
    Buffer.alloc(0),
    request.method,
    came.message === null ? 'timeout' : 'complete',
  )
  if (came.message === null || came.unclean) return nothing
  const message = parse(came.message)
  const answer = message?.result?.structuredContent
  if (message?.result?.isError !== true && answer?.status !== undefined)
    return { ...nothing, ended: 'complete', own: false, answer: fromJson(answer) }
  const refusal = { status: 403, reason: '', headers: [], body: came.stdout, trailers: [], interim: [] }
  return { ...nothing, ended: 'complete', own: true, answer: refusal }
}

function parse(text: string): ToolAnswer | null {
  try {
    return JSON.parse(text) as ToolAnswer
  } catch {
    return null
  }
}

async function command(server: Server, request: ProxyRequest, env: NodeJS.ProcessEnv): Promise<Returned> {
  const stop = AbortSignal.timeout(request.limit)
  const headers = request.headers.flatMap(([name, value]) => ['-H', `${utf8(name)}: ${utf8(value)}`])
  const args = [
    'request', '-c', utf8(request.credential), '-X', request.method, ...headers,
    ...(request.body === null ? [] : ['-d', '-']), '--include', '--', utf8(request.url),
  ] // prettier-ignore
  if (args.some((arg) => arg.includes('\0'))) return returned([], Buffer.alloc(0), request.method, 'refused')
  const { code, stdout, stderr } = await server.installation.run(args, request.body ?? undefined, env, stop)
  const all: Found[] = [
    { where: 'stdout', bytes: stdout },
    { where: 'stderr', bytes: stderr },
  ]
  if (code !== 0)
    return {
      ...returned(all, Buffer.alloc(0), request.method, stop.aborted ? 'timeout' : 'refused'),
      own: true,
    }
  // `--include` writes the head as curl does; the body stands as it is, whatever the head says of its framing.
  const head = stdout.indexOf('\r\n\r\n') === -1 ? stdout.indexOf('\n\n') : stdout.indexOf('\r\n\r\n')
  const text = stdout.subarray(0, Math.max(0, head)).toString('latin1')
  const body = stdout.subarray(head + (stdout.subarray(head, head + 2).equals(Buffer.from('\n\n')) ? 2 : 4))
  const [first = '', ...lines] = text.split(/\r?\n/)
  const [, status = '0', reason = ''] = /^HTTP(?:\/\S+)? (\d+) ?(.*)$/.exec(first) ?? []
  const fields = lines.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string])
  return {
    ...returned(all, Buffer.alloc(0), request.method, 'complete'),
    ended: 'complete',
    own: false,
    answer: { status: Number(status), reason, headers: fields, body, trailers: [], interim: [] },
  }
}

const cli: Sender = (server, request) => command(server, request, server.installation.env)

const cliClient: Sender = (server, request) => {
  const env = { ...server.installation.env }
  delete env['VULTRINO_PASSWORD']
  const url = `http://${server.host}:${String(server.port)}`
  return command(server, request, { ...env, VULTRINO_URL: url, VULTRINO_API_KEY: server.key(request.caller) })
}

export const SENDERS: Readonly<Partial<Record<Surface, Sender>>> = {
  reverse,
  'json-api': jsonApi,
  cli,
  'cli-client': cliClient,
  mcp,
  'mcp-stdio': mcpStdio,
}
