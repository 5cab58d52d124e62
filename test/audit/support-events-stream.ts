/** Server-sent events of one answer, as they come. */
export interface Events {
  readonly status: number
  readonly seen: { readonly id: string; readonly data: Readonly<Record<string, unknown>> }[]
  /** Resolves with the first event so far or to come that is so. */
  until(matches: (data: Readonly<Record<string, unknown>>) => boolean): Promise<{ readonly id: string }>
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>
  leave(): void
}

export async function listen(
  url: string,
  key: string,
  headers: Record<string, string> = {},
): Promise<Events> {
  const leaving = new AbortController()
  const answer = await fetch(url, {
    headers: { Authorization: `Bearer ${key}`, ...headers },
    signal: leaving.signal,
  })
  const seen: Events['seen'] = []
  let wake = Promise.withResolvers<undefined>()
  const read = async (): Promise<void> => {
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) {
      const events = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) {
        const [, id = '', data = ''] = /^id: (\d+)\ndata: (.*)$/.exec(event) ?? []
        if (data !== '') seen.push({ id, data: JSON.parse(data) as Record<string, unknown> })
      }
      wake.resolve(undefined)
      wake = Promise.withResolvers()
    }
  }
  const ended = read().catch(() => undefined)
  return {
    status: answer.status,
    seen,
    ended,
    until: async (matches) => {
      for (;;) {
        const found = seen.find(({ data }) => matches(data))
        if (found !== undefined) return found
        const over = await Promise.race([wake.promise, ended.then(() => 'over')])
        if (over === 'over') throw new Error(`the stream ended: ${JSON.stringify(seen)}`)
      }
    },
    leave: () => leaving.abort(),
  }
}
