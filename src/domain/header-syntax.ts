/** RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/
/** Visible ASCII with spaces and tabs inside (RFC 9110 §5.5, without obs-text: what is not ASCII has no one reading). */
const FIELD_VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/

/**
 * Fields that frame a message, belong to one connection (RFC 9110 §7.6.1), or decide whether an answer can be
 * searched for secrets. Nobody but the proxy writes these.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'http2-settings',
  'accept-encoding',
  'range',
])

/** `undefined`: the name may be set on a request. */
export function headerNameProblem(name: string): 'token' | 'reserved' | undefined {
  if (!TOKEN.test(name)) return 'token'
  const lower = name.toLowerCase()
  const reserved = RESERVED.has(lower) || lower.startsWith('proxy-') || lower.startsWith('x-vultrino-')
  return reserved ? 'reserved' : undefined
}

/** `undefined`: the value may be sent in a header as it is. */
export function headerValueProblem(value: string): 'characters' | 'length' | undefined {
  if (value.length > 16_384) return 'length'
  return FIELD_VALUE.test(value) ? undefined : 'characters'
}
