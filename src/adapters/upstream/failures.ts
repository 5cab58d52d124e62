import { VultrinoError, type ErrorCode } from '../../domain/errors.ts'

type Failure = readonly [code: ErrorCode, reason: string]

const RESET: Failure = ['upstream_error', 'it closed the connection before the answer was complete']
const PROTOCOL: Failure = ['upstream_error', 'its answer is not valid HTTP']
const UNREACHABLE: Failure = ['upstream_error', 'there is no way to its address']
const UNKNOWN_ISSUER: Failure = ['upstream_error', 'its TLS certificate is not signed by a trusted authority']
const HANDSHAKE: Failure = ['upstream_error', 'the TLS handshake failed']
const TOO_LARGE: Failure = ['upstream_error', 'its answer has more header fields than are taken']
const NOT_FOUND: Failure = ['upstream_error', 'its host name could not be resolved']
const NOT_CONNECTED: Failure = ['upstream_timeout', 'no connection in time']
const CLOSED: Failure = ['shutting_down', 'the server is shutting down']
const UNSENDABLE: Failure = ['invalid_request', 'the request has a part that cannot be sent over HTTP']
const OTHER: Failure = ['upstream_error', 'the exchange broke off']

/** What Node, OpenSSL and undici report, by their code. Their texts can hold the target's bytes and are not shown. */
const FAILURES: Readonly<Record<string, Failure>> = {
  ENOTFOUND: NOT_FOUND,
  EAI_AGAIN: NOT_FOUND,
  EAI_FAIL: NOT_FOUND,
  EAI_NODATA: NOT_FOUND,
  ECONNREFUSED: ['upstream_error', 'the connection was refused'],
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  EACCES: UNREACHABLE,
  EPERM: UNREACHABLE,
  EMFILE: ['upstream_error', 'this machine has no free file descriptor'],
  ENFILE: ['upstream_error', 'this machine has no free file descriptor'],
  ETIMEDOUT: NOT_CONNECTED,
  UND_ERR_CONNECT_TIMEOUT: NOT_CONNECTED,
  UND_ERR_HEADERS_TIMEOUT: ['upstream_timeout', 'no answer in time'],
  UND_ERR_BODY_TIMEOUT: ['upstream_timeout', 'the answer stopped coming'],
  ECONNRESET: RESET,
  EPIPE: RESET,
  UND_ERR_SOCKET: RESET,
  UND_ERR_INFO: RESET,
  UND_ERR_ABORTED: RESET,
  ERR_STREAM_PREMATURE_CLOSE: RESET,
  ERR_HTTP2_STREAM_ERROR: RESET,
  ERR_HTTP2_STREAM_CANCEL: RESET,
  ERR_HTTP2_SESSION_ERROR: RESET,
  ERR_HTTP2_GOAWAY_SESSION: RESET,
  ERR_HTTP2_ERROR: PROTOCOL,
  CERT_HAS_EXPIRED: ['upstream_error', 'its TLS certificate has expired'],
  CERT_NOT_YET_VALID: ['upstream_error', 'its TLS certificate is not valid yet'],
  CERT_REVOKED: ['upstream_error', 'its TLS certificate was revoked'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['upstream_error', 'its TLS certificate is for another name'],
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_ISSUER,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  CERT_UNTRUSTED: UNKNOWN_ISSUER,
  CERT_CHAIN_TOO_LONG: UNKNOWN_ISSUER,
  INVALID_CA: UNKNOWN_ISSUER,
  INVALID_PURPOSE: UNKNOWN_ISSUER,
  PATH_LENGTH_EXCEEDED: UNKNOWN_ISSUER,
  CERT_SIGNATURE_FAILURE: UNKNOWN_ISSUER,
  EPROTO: HANDSHAKE,
  UND_ERR_HEADERS_OVERFLOW: TOO_LARGE,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['upstream_error', 'its answer is not as long as it said'],
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: [
    'invalid_request',
    'the request body is not as long as it was said to be',
  ],
  UND_ERR_INVALID_ARG: UNSENDABLE,
  UND_ERR_NOT_SUPPORTED: UNSENDABLE,
  UND_ERR_CLOSED: CLOSED,
  UND_ERR_DESTROYED: CLOSED,
}

const FAMILIES: readonly (readonly [prefix: string, failure: Failure])[] = [
  ['HPE_', PROTOCOL],
  ['ERR_SSL_', HANDSHAKE],
  ['ERR_TLS_', HANDSHAKE],
  ['ERR_HTTP2_', PROTOCOL],
  ['EAI_', NOT_FOUND],
]

/** Turns what went wrong on the way to a target into one of our errors, with a constant reason. */
export function asFailure(thrown: unknown): VultrinoError {
  if (thrown instanceof VultrinoError) return thrown
  const code = codeOf(thrown)
  const [ours, reason] = FAILURES[code] ?? FAMILIES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? OTHER
  return new VultrinoError(ours, { reason }, { cause: thrown })
}

function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  // Its code is looked up the wrong way round in undici and comes out empty.
  if (thrown.name === 'HTTPParserError') return 'HPE_'
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}
