import type { ProxyRequest, Returned, WireForm } from '../../contract/proxy-under-test.ts'
import { exchange, requestBytes } from '../../run/exchange.ts'
import { notOpened } from '../../run/open-way.ts'
import { hostOf, pathOf, splitUrl } from './split-url.ts'
import { openTunnel, type ForwardProxy } from './tunnel.ts'

const common = ({ method, limit, signal }: ProxyRequest) => ({
  method,
  limit,
  ...(signal === undefined ? {} : { signal }),
})

/** The whole URL in the request line, as for plain HTTP. */
export function absoluteForm({ url }: ProxyRequest): WireForm {
  const split = splitUrl(url)
  if (split === null) return { target: url, headers: [['Host', 'localhost']] }
  const before = url.slice(0, url.length - split.rest.length)
  return { target: `${before}${pathOf(split)}`, headers: [['Host', hostOf(split)]] }
}

export async function sendAbsolute(proxy: ForwardProxy, request: ProxyRequest): Promise<Returned> {
  const { target, headers } = absoluteForm(request)
  const all = [...headers, ...request.headers, ['Connection', 'close'] as const]
  const bytes = requestBytes(request.method, target, all, request.body, request.chunked)
  return await exchange({ ...proxy, bytes, ...common(request) })
}

/** A tunnel, then the request in it. */
export async function sendByTunnel(proxy: ForwardProxy, request: ProxyRequest): Promise<Returned> {
  const opened = await openTunnel(proxy, request)
  const { socket, before, form } = opened
  if (socket === null) return notOpened(opened, request.method)
  const headers = [...form.headers, ...request.headers, ['Connection', 'close'] as const]
  const bytes = requestBytes(request.method, form.target, headers, request.body, request.chunked)
  const came = await exchange({ ...proxy, socket, bytes, ...common(request) })
  return { ...came, all: [...before, ...came.all] }
}
