import { VultrinoError } from '../../domain/errors.ts'

/** Where a running server takes connections. `loopback`: what is said to it stays on this machine. */
export type ServerAddress =
  | {
      readonly kind: 'tcp'
      readonly tls: boolean
      /** Without brackets. */
      readonly host: string
      readonly port: number
      /** The value of `Host`. */
      readonly authority: string
      readonly loopback: boolean
    }
  | { readonly kind: 'unix'; readonly path: string; readonly authority: 'localhost'; readonly loopback: true }

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Reads `VULTRINO_URL`: `http://HOST:PORT`, `https://HOST:PORT` or `unix:/path`. Throws `invalid_arguments`, without quoting it. */
export function parseServerAddress(text: string): ServerAddress {
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length)
    if (!path.startsWith('/') || path.includes('\0')) refuse('names a socket that is not an absolute path')
    return { kind: 'unix', path, authority: 'localhost', loopback: true }
  }
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null
  if (url === null) return refuse('is not the address of a server')
  if (url.username !== '' || url.password !== '') {
    return refuse('holds a user or password; the API key belongs in VULTRINO_API_KEY')
  }
  if (url.pathname !== '/' || /[?#]/.test(text)) {
    return refuse('has something behind the port; the server is named by its address alone')
  }
  const tls = url.protocol === 'https:'
  return {
    kind: 'tcp',
    tls,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (tls ? 443 : 80) : Number(url.port),
    authority: url.host,
    loopback: LOOPBACK.test(url.hostname),
  }
}

function refuse(problem: string): never {
  throw new VultrinoError('invalid_arguments', {
    reason: `VULTRINO_URL ${problem}`,
    hint: 'It is http://HOST:PORT, https://HOST:PORT or unix:/path, as `vultrino serve` says when it starts',
  })
}
