import { expect, it } from 'vitest'
import { VultrinoError } from '../../../domain/errors.ts'
import type { BridgeDeps } from './bridge-deps.ts'
import { carryMessages } from './carry-messages.ts'

it('a call without end does not keep it once its client has closed its side', async () => {
  const waits: number[] = []
  const written: string[] = []
  let cut = false
  const deps: BridgeDeps = {
    // A server that takes every request and answers none.
    send: ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          cut = true
          reject(new VultrinoError('cancelled'))
        })
      }),
    input: (async function* () {
      yield await Promise.resolve(
        new TextEncoder().encode('{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n'),
      )
    })(),
    write: (text) => Promise.resolve(void written.push(text)),
    wait: (ms) => Promise.resolve(void waits.push(ms)),
    signal: new AbortController().signal,
  }
  await carryMessages(deps)
  expect({ cut, waits, written }).toEqual({ cut: true, waits: [10_000], written: [] })
})
