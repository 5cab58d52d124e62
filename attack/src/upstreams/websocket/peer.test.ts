import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame } from '../../contract/websocket.ts'
import { FrameReader } from './read-frames.ts'
import { FrameWriter } from './write-frames.ts'

const NOTHING = (): null => null
const hex = (bytes: Uint8Array): { readonly hex: string } => ({ hex: Buffer.from(bytes).toString('hex') })
const messages = fc.array(
  fc.record({
    op: fc.constantFrom('text' as const, 'binary' as const),
    payload: fc.uint8Array({ maxLength: 300 }),
    cut: fc.option(fc.integer({ min: 1, max: 50 })),
    deflate: fc.option(fc.constant('shared' as const)),
  }),
  { maxLength: 6 },
)

/** Reads some bytes in pieces of a size. */
function read(bytes: Buffer, piece: number): FrameReader {
  const reader = new FrameReader()
  for (let at = 0; at < bytes.length; at += piece) reader.feed(bytes.subarray(at, at + piece))
  return reader
}

function written(frames: readonly Frame[], masks: boolean): Buffer {
  const writer = new FrameWriter(masks, NOTHING)
  return Buffer.concat(frames.flatMap((frame) => writer.write(frame).frames))
}

describe('frames of WebSocket', () => {
  it('are read as they were written: masked or not, in fragments, compressed over several messages, in any pieces', () => {
    fc.assert(
      fc.property(messages, fc.boolean(), fc.integer({ min: 1, max: 400 }), (all, masks, piece) => {
        const frames = all.map(({ op, payload, cut, deflate }): Frame => ({
          op,
          payload: hex(payload),
          ...(cut === null ? {} : { cut, between: { op: 'ping', payload: 'between' } }),
          ...(deflate === null ? {} : { deflate }),
        }))
        const came = read(written(frames, masks), piece).messages.filter(({ op }) => op < 8)
        expect(came.map(({ payload }) => Buffer.from(payload).toString('hex'))).toEqual(
          all.map(({ payload }) => Buffer.from(payload).toString('hex')),
        )
      }),
      { numRuns: 100 },
    )
  })

  it('are written as RFC 6455 §5.7 and RFC 7692 §7.2.3 show them', () => {
    const of = (frame: Frame): string => written([frame], false).toString('hex')
    expect(of({ op: 'text', payload: 'Hello' })).toBe('810548656c6c6f')
    expect(of({ op: 'text', payload: 'Hello', cut: 3 })).toBe('010348656c80026c6f')
    expect(of({ op: 'binary', payload: { random: 65_536, seed: 1 } }).slice(0, 20)).toBe(
      '827f0000000000010000',
    )
    const twice = written([{ op: 'text', payload: 'Hello', deflate: 'shared' }, { op: 'text', payload: 'Hello', deflate: 'shared' }], false) // prettier-ignore
    expect(twice.toString('hex')).toBe('c107f248cdc9c90700c105f200110000')
    const masked = read(Buffer.from('818537fa213d7f9f4d5158', 'hex'), 3)
    expect(masked.messages.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['Hello'])
  })

  it('that are illegal are read all the same', () => {
    const frames: Frame[] = [
      { op: 'continuation', payload: 'one' },
      { op: 'text', payload: 'two', reserved: 4 },
      { op: 'close', payload: 'three' },
      { op: 11, payload: 'four' },
      { op: 'text', payload: 'five', fin: false },
      { op: 'binary', payload: 'six', length: 100 },
    ]
    const reader = read(written(frames, false), 1)
    expect(reader.messages.map(({ payload }) => Buffer.from(payload).toString('latin1'))).toEqual([
      'one', 'two', '\u0003\u00e8three', 'four',
    ]) // prettier-ignore
    expect(reader.rest().toString()).toBe('fivesix')
    expect(reader.closed).toBe(true)
  })
})
