import { VultrinoError } from './errors.ts'

/** `application/x-www-form-urlencoded` decoding of one name; text that is not decodable stands for itself. */
function decodeName(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/**
 * Adds `name=value` to a path's query, percent-encoded (RFC 3986 §2.1). A caller's own parameter of that name
 * is refused (`invalid_request`) rather than replaced: the URL that was judged must be the URL that is sent,
 * but for the secret.
 */
export function withQueryParameter(path: string, name: string, value: string): string {
  const start = path.indexOf('?')
  const query = start === -1 ? '' : path.slice(start + 1)
  const taken = query.split(/[&;]/).some((pair) => decodeName(pair.split('=', 1)[0] ?? '') === name)
  if (taken) {
    throw new VultrinoError('invalid_request', {
      reason: 'the query holds the parameter that the credential sets',
      name,
    })
  }
  const separator = start === -1 ? '?' : query === '' ? '' : '&'
  return `${path}${separator}${encodeURIComponent(name)}=${encodeURIComponent(value)}`
}
