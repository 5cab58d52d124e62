import { VultrinoError } from '../../domain/errors.ts'

const UNTRUSTED = 'its TLS certificate is not signed by a trusted authority'
const TRUST =
  'If you know that authority, name its PEM file in NODE_EXTRA_CA_CERTS; else check that VULTRINO_URL is right'
const NO_NAME = 'its host name could not be resolved'
const NO_WAY = 'there is no way to its address'

/** What Node and OpenSSL report, by their code, in words of ours. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOENT: 'there is no such socket',
  EACCES: 'this user may not connect to it',
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_NAME,
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
  EADDRNOTAVAIL: NO_WAY,
  ETIMEDOUT: 'it did not answer in time',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  EPROTO: 'the TLS handshake failed',
}

/** Why a server could not be spoken to. What is coded already stays as it is. */
export function unreachable(thrown: unknown): VultrinoError {
  if (thrown instanceof VultrinoError) return thrown
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (code.startsWith('HPE_')) return notOurs('its answer is not valid HTTP')
  const reason =
    REASONS[code] ??
    (/^ERR_(?:SSL|TLS)_/.test(code)
      ? 'the TLS handshake failed'
      : 'it closed the connection before the answer was complete')
  const details = reason === UNTRUSTED ? { reason, hint: TRUST } : { reason }
  return new VultrinoError('server_unreachable', details, { cause: thrown })
}

/** Something answered, but not as a Vultrino server does. */
export function notOurs(reason: string): VultrinoError {
  return new VultrinoError('server_unreachable', { kind: 'answer', reason })
}
