import { request } from 'node:http'

export interface Asked {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Another loopback address to come from: another peer. */
  readonly localAddress?: string
  readonly socketPath?: string
}

/** One request with any field, `Host` too, which `fetch` does not let us choose. */
export function ask(url: string, path: string, asking: Asking = {}): Promise<Asked> {
  const { method = 'GET', headers = {}, body, localAddress, socketPath } = asking
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = request(
      {
        ...(socketPath === undefined ? { hostname, port } : { socketPath }),
        path,
        method,
        headers,
        localAddress,
        agent: false,
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
        })
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
