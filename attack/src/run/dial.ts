import { randomBytes } from 'node:crypto'
import type { Dial } from '../contract/attack-case.ts'
import type { Found, Opened, ProxyRequest, Returned } from '../contract/proxy-under-test.ts'
import type { Lookup } from '../laboratory/fill.ts'
import { field } from '../upstreams/read-request.ts'
import { acceptOf, withFields } from '../upstreams/websocket/handshake.ts'
import { Peer } from '../upstreams/websocket/peer.ts'
import { requestBytes, returned } from './exchange.ts'
import { Intake } from './intake.ts'
import { notOpened } from './open-way.ts'
import { readAnswer } from './read-answer.ts'

/** Milliseconds without a byte after which the caller closes; how long it then waits for the other side. */
const SILENCE = 1200
const CLOSE_WITHIN = 800
/** How long bytes may still come behind a close frame, and behind a refusal. */
const SETTLE = 150

/** Opens a WebSocket (RFC 6455) on a connection that stands, plays what the step says, and gathers all that comes back. */
export async function dial(
  opened: Opened,
  step: Dial,
  request: ProxyRequest,
  lookup: Lookup,
): Promise<Returned> {
  const { socket, before, form } = opened
  if (socket === null) return notOpened(opened, 'GET')
  const key = randomBytes(16).toString('base64')
  const usual = [
    ...form.headers,
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', key],
  ] as const
  const headers = withFields(usual, request.headers)
  const { piece } = step
  const peer = new Peer({ socket, masks: true, lookup, ...(piece === undefined ? {} : { piece }) })
  const intake = new Intake(socket, peer)
  const stop = setTimeout(() => intake.finish('timeout'), request.limit)
  const abort = (): void => intake.finish('closed-early')
  request.signal?.addEventListener('abort', abort, { once: true })
  const head = requestBytes('GET', form.target, headers, null)
  try {
    if (step.early === true) socket.write(Buffer.concat([head, peer.bytesOf(step.play ?? [])]))
    else socket.write(head)
    const reading = await intake.answered()
    if (reading?.answer.status === 101) {
      if (step.early !== true) await peer.play(step.play ?? [])
      if (step.then !== 'reset') await leave(intake, peer)
    }
  } finally {
    clearTimeout(stop)
    request.signal?.removeEventListener('abort', abort)
    socket.destroy()
  }
  const reading = readAnswer(intake.bytes, 0, 'GET', true)
  const came = returned([...before, { where: 'socket', bytes: intake.bytes }], intake.bytes, 'GET', intake.ended)
  if (reading?.answer.status !== 101) return came
  const { messages } = peer.reader
  const said: Found[] = messages.map(({ op, payload }) => ({ where: `a message (opcode ${String(op)})`, bytes: payload }))
  const unread = [...peer.reader.compressed, peer.reader.rest()].map((bytes): Found => ({ where: 'a message as it came', bytes }))
  const accept = field(reading.answer.headers, 'sec-websocket-accept')
  return {
    ...came,
    all: [...came.all, ...said, ...unread],
    answer: { ...reading.answer, body: Buffer.concat(messages.map(({ payload }) => payload)) },
    ended: intake.ended === 'timeout' ? 'timeout' : 'complete',
    websocket: { accepted: accept === acceptOf(field(headers, 'sec-websocket-key') ?? ''), sent: peer.sent, received: messages },
  }
} // prettier-ignore

async function leave(intake: Intake, peer: Peer): Promise<void> {
  // As long as something comes, the other side is not done; a silence may last until it is said to close.
  await intake.quiet(() => peer.reader.closed, SILENCE)
  await peer.close()
  await peer.closed(CLOSE_WITHIN)
  // A target that closed may have more to say.
  await intake.quiet(() => false, SETTLE)
}
