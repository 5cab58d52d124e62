const REVISION = '2026-07-28'

/** A call of `http_request`, as an MCP client of the stateless revision posts it. */
export function mcpRequest(url: string, host: string, fields = ''): string {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'http_request',
      arguments: { credential: 'bench', method: 'GET', url },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': REVISION,
        'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  })
  const head = [
    'POST /mcp HTTP/1.1',
    `Host: ${host}`,
    'Accept: application/json, text/event-stream',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `MCP-Protocol-Version: ${REVISION}`,
    'Mcp-Method: tools/call',
    'Mcp-Name: http_request',
  ]
  return `${head.join('\r\n')}\r\n${fields}\r\n${body}`
}
