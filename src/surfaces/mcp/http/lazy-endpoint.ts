import type { McpEndpoint } from './mcp-endpoint.ts'

/** An endpoint that is loaded by its first request: what it is made of takes longer to load than a server to start. */
export function lazyEndpoint(load: () => Promise<McpEndpoint>): McpEndpoint {
  let loading: Promise<McpEndpoint> | undefined
  let loaded: McpEndpoint | undefined
  let draining = false
  const endpoint = (): Promise<McpEndpoint> =>
    (loading ??= load().then(
      (one) => {
        if (draining) one.endStreams()
        return (loaded = one)
      },
      (thrown: unknown) => {
        // What failed is tried again: a file may be there by then.
        loading = undefined
        throw thrown
      },
    ))
  return {
    serve: async (request) => (loaded ?? (await endpoint())).serve(request),
    recheck: () => loaded?.recheck(),
    endStreams: () => {
      draining = true
      loaded?.endStreams()
    },
    forget: async () => loaded?.forget(),
    close: async () => {
      await (await loading)?.close()
    },
  }
}
