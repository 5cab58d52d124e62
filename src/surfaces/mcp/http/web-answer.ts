import type { ApiAnswer } from '../../api/api.ts'

const NOTHING = new Uint8Array(0)
/** They are the HTTP server's to say. */
const FRAMING: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
])

/** What the MCP library answers, as the HTTP server takes it. `signal` ends a stream; `onEnd` is called once, at its end. */
export async function webAnswer(
  response: Response,
  extra: readonly string[],
  { signal, onEnd }: { readonly signal: AbortSignal; readonly onEnd: () => void },
): Promise<ApiAnswer> {
  const headers = [...response.headers].flatMap(([name, value]) => (FRAMING.has(name) ? [] : [name, value]))
  const { status, body } = response
  const head = { status, headers: [...headers, ...extra] }
  if (body !== null && response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    return { ...head, body: chunks(body, signal, onEnd) }
  }
  try {
    return { ...head, body: body === null ? NOTHING : new Uint8Array(await response.arrayBuffer()) }
  } finally {
    onEnd()
  }
}

/** The stream's bytes. Whoever stops reading, or aborts, cancels it. */
async function* chunks(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onEnd: () => void,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  const stop = (): void => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
    onEnd()
  }
}
