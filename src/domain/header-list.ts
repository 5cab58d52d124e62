/**
 * HTTP fields as they stood on the wire: name, value, name, value, … in order, repeats kept, case kept.
 * The flat form is what `node:http` and undici take and give, so nothing is converted on the hot path.
 */
export type HeaderList = readonly string[]

/** The first value of a field (RFC 9110 §5.1: names compare without case), or `undefined`. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase()
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === wanted) return headers[i + 1]
  }
  return undefined
}

/** Every value of a field, in order. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase()
  const found: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === wanted) found.push(headers[i + 1] ?? '')
  }
  return found
}
