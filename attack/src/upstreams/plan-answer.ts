import type { Answer, Behaviour, Raw, Silence, Stream, WebSocketPlay } from '../contract/behaviour.ts'
import { fill, fillBinary, type Lookup } from '../laboratory/fill.ts'
import { transform } from '../laboratory/transforms.ts'
import type { Arrival } from './observer.ts'
import { rangedAnswer } from './ranged-answer.ts'

/** What an origin remembers during a case. */
export interface Memory {
  count: number
  readonly stored: Buffer[]
}

/** What is left of a behaviour once it is known which request it is for. */
export type Plan = Answer | Raw | Stream | Silence | WebSocketPlay

const hexed = (bytes: Buffer): { readonly hex: string } => ({ hex: bytes.toString('hex') })

/** Chooses what to do with one request. */
export function planAnswer(behaviour: Behaviour, arrival: Arrival, memory: Memory, lookup: Lookup): Plan {
  if (behaviour.does === 'sequence') {
    const turn = Math.min(memory.count, behaviour.each.length - 1)
    const chosen = behaviour.each[turn]
    if (chosen === undefined) throw new Error('a sequence of nothing')
    if (chosen.does !== 'sequence') memory.count += 1
    return planAnswer(chosen, arrival, memory, lookup)
  }
  if (behaviour.does === 'by-path') {
    const [path = ''] = arrival.target.split('?')
    const [found] = Object.keys(behaviour.paths)
      .filter((prefix) => path.startsWith(prefix))
      .sort((a, b) => b.length - a.length)
    const chosen = (found === undefined ? undefined : behaviour.paths[found]) ?? behaviour.otherwise
    return chosen === undefined
      ? { does: 'answer', status: 404, body: 'nothing here' }
      : planAnswer(chosen, arrival, memory, lookup)
  }
  if (behaviour.does === 'echo') {
    return {
      does: 'answer',
      headers: [
        ...(behaviour.type === null ? [] : [['Content-Type', behaviour.type ?? 'text/plain'] as const]),
        ...(behaviour.declare === undefined ? [] : [['Content-Encoding', behaviour.declare] as const]),
      ],
      body: hexed(transform(asBytes(arrival), behaviour.through ?? [])),
      ...(behaviour.piece === undefined ? {} : { piece: behaviour.piece, framing: 'chunked' }),
    }
  }
  if (behaviour.does === 'store') {
    if (arrival.method === 'GET') return { does: 'answer', body: hexed(Buffer.concat(memory.stored)) }
    memory.stored.push(asBytes(arrival))
    return { does: 'answer', status: 201, body: 'stored' }
  }
  if (behaviour.does === 'duplex') {
    return { does: 'answer', framing: 'chunked', body: hexed(arrival.body) }
  }
  if (behaviour.does === 'ranges') {
    return rangedAnswer(arrival, fill(behaviour.body, lookup), behaviour.type ?? 'application/octet-stream')
  }
  return behaviour
}

function asBytes({ method, target, headers, body }: Arrival): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${method} ${target}\r\n${lines.join('')}\r\n`, 'latin1'), body])
}

/** An answer with its placeholders filled in. */
export function filled(
  answer: Answer,
  lookup: Lookup,
): {
  readonly status: number
  readonly reason: string
  readonly headers: [string, string][]
  readonly body: Buffer
  readonly trailers: [string, string][]
} {
  const fields = (given: Answer['headers']): [string, string][] =>
    (given ?? []).map(([name, value]) => [name, fillBinary(value, lookup)])
  return {
    status: answer.status ?? 200,
    reason: fillBinary(answer.reason ?? 'OK', lookup),
    headers: fields(answer.headers),
    body: fill(answer.body ?? (answer.framing === 'none' ? '' : 'ok'), lookup),
    trailers: fields(answer.trailers),
  }
}
