import { isIP } from 'node:net'
import { userInfo } from 'node:os'
import type { InjectionStyle } from '../../contract/laboratory.ts'
import type { Registration } from '../../contract/proxy-under-test.ts'

/** By which name a caller asks for a credential: each is a virtual server. */
export const serverName = (credential: string): string => `${credential}.localhost`

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

export interface Place {
  readonly folder: string
  readonly listen: string
  /** Where it speaks HTTP/2 without TLS. */
  readonly listenHttp2: string
  readonly caFile: string
  /** Of names that are looked up when they are needed; others never change while it runs. */
  readonly nameServer: string | null
}

/** One virtual server for each credential, which can reach one target only; any other name is refused. */
export function configuration(credentials: readonly Registration[], place: Place): string {
  const servers = credentials.flatMap((each) => server(each, place))
  return `daemon off;
worker_processes 1;
pid ${place.folder}/pid;
error_log stderr;
${process.getuid?.() === 0 ? `user ${userInfo().username};\n` : ''}events { worker_connections 1024; }
http {
  access_log ${place.folder}/access.log;
  ${TEMPORARY.map((name) => `${name}_temp_path ${place.folder}/${name};`).join('\n  ')}
  client_max_body_size 0;
  large_client_header_buffers 8 64k;
  ignore_invalid_headers off;
  underscores_in_headers on;
  # A dollar sign in a value can only be written as a variable.
  geo $dollar { default "$"; }
  # As its documentation has it for WebSocket: an upgrade that is asked for goes on, and nothing else of Connection.
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  server {
    listen ${place.listen} default_server;
    listen ${place.listenHttp2} http2 default_server;
    return 421;
  }
${servers.join('')}}
`
}

function server({ name, plan, secret, origin }: Registration, place: Place): string[] {
  const { listen, listenHttp2, caFile, nameServer } = place
  if (origin === null || plan.wildcard !== undefined) return []
  const [, scheme = '', host = ''] = /^(https?):\/\/(.*)$/.exec(origin) ?? []
  const hostname = host.replace(/:\d+$/, '')
  const byName = isIP(hostname) === 0
  const tls = origin.startsWith('https:')
    ? [
        'proxy_ssl_verify on;',
        `proxy_ssl_trusted_certificate ${caFile};`,
        'proxy_ssl_server_name on;',
        // It compares certificates with names, never with addresses; those of the laboratory have both.
        `proxy_ssl_name ${byName ? hostname : 'localhost'};`,
      ]
    : []
  const lines = [
    // A name in a variable is looked up for each request, by the server that is named here and no other.
    ...(byName
      ? [
          ...(nameServer === null ? [] : [`resolver ${nameServer} valid=1s;`, 'resolver_timeout 2s;']),
          `set $to ${host};`,
          `proxy_pass ${scheme}://$to;`,
        ]
      : [`proxy_pass ${origin};`]),
    'proxy_http_version 1.1;',
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $connection_upgrade;',
    ...injection(plan.inject, secret),
    // Bytes come through as they come, and nothing is asked twice.
    'proxy_buffering off;',
    'proxy_buffer_size 64k;',
    'proxy_buffers 8 64k;',
    'proxy_busy_buffers_size 128k;',
    'proxy_request_buffering off;',
    // A name may have several addresses, of which some do not answer.
    byName ? 'proxy_next_upstream error;' : 'proxy_next_upstream off;',
    ...(byName ? ['proxy_connect_timeout 2s;'] : []),
    'proxy_read_timeout 3s;',
    ...tls,
  ]
  return [
    `  server {
    listen ${listen};
    listen ${listenHttp2} http2;
    server_name ${serverName(name)};
    location / {
${lines.map((line) => `      ${line}\n`).join('')}    }
  }
`,
  ]
}

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '${dollar}')}"`

function injection(inject: InjectionStyle, secret: string): string[] {
  if (inject.style === 'query') return [`set $args "${inject.param}=${secret}&$args";`]
  if (inject.style === 'basic') {
    const pair = Buffer.from(`${inject.username}:${secret}`).toString('base64')
    return [`proxy_set_header Authorization "Basic ${pair}";`]
  }
  if (inject.style === 'bearer') return [`proxy_set_header Authorization ${quoted(`Bearer ${secret}`)};`]
  const prefix = inject.prefix === undefined ? '' : `${inject.prefix} `
  return [`proxy_set_header ${inject.header} ${quoted(`${prefix}${secret}`)};`]
}
