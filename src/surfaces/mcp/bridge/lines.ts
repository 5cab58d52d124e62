/** Characters; what the server takes in one message is less. */
const LONGEST = 32 * 1024 * 1024

/** The lines of a stream, without empty ones; `undefined` for one that is too long, which is dropped as it comes. */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  longest = LONGEST,
): AsyncGenerator<string | undefined, void> {
  const decoder = new TextDecoder()
  let parts: string[] = []
  let length = 0
  const keep = (part: string): void => {
    length += part.length
    if (length > longest) parts = []
    else parts.push(part)
  }
  const take = (): string | undefined => {
    const line = length > longest ? undefined : parts.join('').trim()
    parts = []
    length = 0
    return line
  }
  for await (const chunk of bytes) {
    const [first = '', ...more] = decoder.decode(chunk, { stream: true }).split('\n')
    keep(first)
    for (const next of more) {
      const line = take()
      if (line !== '') yield line
      keep(next)
    }
  }
  keep(decoder.decode())
  const last = take()
  if (last !== '') yield last
}
