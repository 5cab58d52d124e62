/** A request that carries no secret, for peers that set the header by themselves. */
export function plainRequest(requestTarget: string, host: string, fields = ''): string {
  return `GET ${requestTarget} HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n`
}
