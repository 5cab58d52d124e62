import {
  flag,
  headerNames,
  headers,
  hostNames,
  listener,
  networks,
  oneOf,
  path,
  permissions,
  whole,
} from './config-key.ts'
import { LOG_LEVELS } from './log-level.ts'

const DAY = 86_400

/** Every key of the configuration file: the types, the defaults, the checks and the docs all come from here. */
export const SCHEMA = {
  server: {
    bind: listener('127.0.0.1:7878', 'Where the HTTP proxy listens: HOST:PORT or unix:/path'),
    mode: oneOf(['local', 'server'], 'local', 'local: one person, one machine. server: others may reach it'),
    timeout: whole(1, DAY, 30, "Seconds to wait for a target's answer to begin"),
    max_body_size: whole(
      0,
      Number.MAX_SAFE_INTEGER,
      10_485_760,
      'Largest request body in bytes; 0: no limit',
    ),
    max_answer_size: whole(
      1,
      1_073_741_824,
      10_485_760,
      'Largest answer of a target, in bytes, that /v1/execute gives as JSON',
    ),
    local_permissions: permissions(['read', 'execute'], 'What a caller without a key may do in local mode'),
    allowed_hosts: hostNames(
      'Names besides loopback that requests to a loopback listener may be for: those of a reverse proxy in front',
    ),
    local_any_user: flag(false, 'Let every OS user of this machine be that caller'),
  },
  auth: {
    required: oneOf(
      ['auto', true, false],
      'auto',
      'Whether callers need a key; auto: once one has been made',
    ),
  },
  limits: {
    proxy_per_minute: whole(
      0,
      1_000_000_000,
      1000,
      'Proxied requests a minute, each key or local user; 0: no limit',
    ),
    management_per_minute: whole(
      0,
      1_000_000_000,
      100,
      'Management requests a minute, likewise; 0: no limit',
    ),
    failed_auth_per_minute: whole(
      0,
      1_000_000_000,
      10,
      'Failed authentications a minute from one address before they are refused with 429; 0: no limit',
    ),
  },
  storage: {
    backend: oneOf(['file'], 'file', 'Where credentials are kept'),
  },
  'storage.file': {
    path: path('The sealed vault; its folder holds everything else'),
  },
  logging: {
    level: oneOf(LOG_LEVELS, 'info', 'Logs go to stderr'),
    audit_file: path('Also write the audit log as text lines to this file'),
  },
  audit: {
    keep_days: whole(0, 36_500, 0, 'Days the audit log goes back; older records are removed. 0: no limit'),
    keep_rows: whole(
      0,
      Number.MAX_SAFE_INTEGER,
      0,
      'Rows of the audit log that are kept, about two for each request; 0: no limit',
    ),
    keep_bytes: whole(
      0,
      Number.MAX_SAFE_INTEGER,
      0,
      'Size of state.db, in bytes, above which the oldest records are removed; 0: no limit',
    ),
  },
  mcp: {
    enabled: flag(true, 'Serve MCP'),
    transport: oneOf(
      ['stdio', 'http'],
      'stdio',
      'How clients of `serve --mcp` connect; `serve` serves MCP at /mcp in any case',
    ),
  },
  web: {
    bind: listener('127.0.0.1:7879', 'Where the web UI listens'),
    session_timeout: whole(60, 365 * DAY, DAY, 'Seconds without activity after which a session ends'),
    cookie_secure: oneOf(
      ['auto', true, false],
      'auto',
      'Cookies over HTTPS only; auto: when it is reached by HTTPS',
    ),
    allowed_hosts: hostNames(
      'Names besides loopback under which the web UI may be reached: those of a reverse proxy in front',
    ),
    trusted_proxies: networks(
      'Reverse proxies (addresses or CIDR blocks; "unix": whoever comes over a socket file) whose X-Forwarded-For and X-Forwarded-Proto are believed',
    ),
  },
  proxy: {
    strip_headers: headerNames(
      ['X-Vultrino-Credential', 'X-Vultrino-Policy'],
      'Headers removed from requests, besides those no proxy may send on',
    ),
    inject_headers: headers('Headers added to every request'),
    pass_trace_context: flag(false, 'Send traceparent and tracestate (W3C Trace Context) on to targets'),
  },
  upstream: {
    connect_timeout: whole(1, 600, 10, 'Seconds to connect to a target, TLS included'),
    idle_timeout: whole(1, DAY, 300, 'Seconds a body under way may stand still'),
    connections: whole(1, 4096, 256, 'Most connections to one origin at a time'),
    ca_file: path('PEM file of certificate authorities to trust besides the usual ones'),
  },
  security: {
    default_policy: oneOf(['allow', 'deny'], 'allow', 'What happens where no policy matches'),
  },
} as const
