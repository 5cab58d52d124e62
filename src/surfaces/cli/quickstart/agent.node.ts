import { get } from 'node:http'

/** What an agent gets for one call. */
export interface AgentView {
  readonly status: string
  readonly body: string
}

/**
 * Calls as an agent would: plain HTTP to the proxy, the target's URL in the path, the credential by its alias.
 * It is handed nothing else. `proxy` and `url` are absolute URLs.
 */
export async function callAsAgent(proxy: string, alias: string, url: string): Promise<AgentView> {
  return await new Promise((resolve, reject) => {
    const request = get(`${proxy}/${url}`, { headers: { 'X-Vultrino-Credential': alias } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        resolve({ status: `${String(response.statusCode)} ${response.statusMessage ?? ''}`.trim(), body })
      })
    })
    request.on('error', reject)
  })
}
