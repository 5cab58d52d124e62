import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { initialised, type Product } from '../support/product.ts'
import { attributesOf, startReceiver } from './otlp-receiver.ts'
import { parseExposition } from './parse-exposition.ts'

let product: Product | undefined
afterAll(() => product?.remove())

it('a pool of the real product: one page for all, spans at the receiver, no trace context at the target', async () => {
  const receiver = await startReceiver()
  const seen: object[] = []
  const target = createServer((request, response) => {
    seen.push(request.headers)
    response.end('ok')
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${String((target.address() as AddressInfo).port)}`
  product = await initialised()
  Object.assign(product.env, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  })
  const added = await product.cli(['add', '-a', 'gh', '--host', origin, '--key', '-'], 'a-secret-of-mine-123')
  expect(added.code, added.stderr).toBe(0)
  const server = await product.serve(['--bind', '127.0.0.1:0', '--workers', '2'])
  for (let i = 0; i < 8; i++) {
    const answer = await fetch(`${server.url}/${origin}/`, {
      headers: {
        'x-vultrino-credential': 'gh',
        connection: 'close',
        traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
        tracestate: 'a=b',
      },
    })
    expect(await answer.text()).toBe('ok')
  }
  for (let i = 0; i < 4; i++) {
    const answer = await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } })
    const page = parseExposition(await answer.text(), 'text')
    const labels =
      'surface="http",action="http_request",decision="allow",outcome="complete",status_class="2xx"'
    expect(page.get('vultrino_requests_total')?.samples.get(`vultrino_requests_total{${labels}}`)).toBe(8)
    expect(page.get('vultrino_processes')?.samples.get('vultrino_processes{}')).toBe(2)
  }
  expect(await server.stop()).toBe(0)
  const spans = receiver.spans()
  expect(spans).toHaveLength(16)
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(['ab'.repeat(16)]))
  for (const span of spans) expect(attributesOf(span)).toMatchObject({ 'http.response.status_code': 200 })
  const requests = spans.filter(({ name }) => name === 'http_request')
  for (const span of requests) expect(attributesOf(span)).toMatchObject({ 'vultrino.credential': 'gh' })
  const calls = spans.filter(({ kind }) => kind === 3)
  expect(calls.map(({ parentSpanId }) => parentSpanId).toSorted()).toEqual(
    requests.map(({ spanId }) => spanId).toSorted(),
  )
  expect(JSON.stringify(seen)).not.toContain('traceparent')
  expect(JSON.stringify(seen)).toContain('a-secret-of-mine-123')
  const everything = receiver.received.map(({ body }) => body.toString()).join()
  expect(everything).not.toContain('a-secret-of-mine-123')
  await receiver.close()
  target.close()
})
