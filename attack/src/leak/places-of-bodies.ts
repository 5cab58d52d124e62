const HEAD = /^HTTP\/1\.\d (\d{3})/
const CHUNK = /^[0-9a-f]{1,8}[^\r\n]*\r\n/i

/** Where the bytes begin, and, if they are an answer of HTTP/1.1, its body, behind interim answers and the size of a chunk. */
export function placesOfBodies(bytes: Buffer): readonly number[] {
  const places = [0]
  for (let at = 0; ;) {
    const status = HEAD.exec(bytes.subarray(at, at + 16).toString('latin1'))?.[1]
    const end = bytes.indexOf('\r\n\r\n', at)
    if (status === undefined || end === -1) return places
    at = end + 4
    const chunk = CHUNK.exec(bytes.subarray(at, at + 64).toString('latin1'))?.[0] ?? ''
    places.push(at, at + chunk.length)
    if (!status.startsWith('1')) return places
  }
}
