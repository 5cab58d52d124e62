import type { BrokenKind } from '../contract/names.ts'
import { header, nameBytes, record, type DnsQuestion } from './dns-message.ts'

const HEADER = 12
const [A, CNAME] = [1, 5]
/** An origin is there: whoever takes the address out of a broken answer gets one. */
const LOOPBACK = Buffer.from([127, 0, 0, 1])
const pointer = (to: number): Buffer => Buffer.from([0xc0 | (to >> 8), to & 255])
const label = (size: number): Buffer => Buffer.concat([Buffer.from([size]), Buffer.alloc(size, 'x')])

type Writer = (question: DnsQuestion) => Buffer

/** One record after header and question; `owner` is told where it stands. */
const one =
  (make: (at: number) => Buffer, answers = 1): Writer =>
  ({ id, bytes }) =>
    Buffer.concat([header(id, 0, answers), bytes, make(HEADER + bytes.length)])

/** Messages that a resolver has to see through (RFC 1035 §4.1.4, §3.1, §4.1.1). */
export const BROKEN_WRITERS: Readonly<Record<BrokenKind, Writer>> = {
  'own-pointer': one((at) => record(pointer(at), A, 0, LOOPBACK)),
  // The first record is 16 bytes long: its name points at that of the second, which points back.
  'pointer-ring': one(
    (at) => Buffer.concat([record(pointer(at + 16), A, 0, LOOPBACK), record(pointer(at), A, 0, LOOPBACK)]),
    2,
  ),
  'pointer-outside': one(() => record(pointer(0x3fff), A, 0, LOOPBACK)),
  'alias-own-pointer': one((at) => record(nameBytes(null), CNAME, 0, pointer(at + 12))),
  counts: one(() => Buffer.alloc(0), 65_535),
  'short-data': one(() => record(nameBytes(null), A, 0, LOOPBACK.subarray(0, 3))),
  'long-data': one(() => record(nameBytes(null), A, 0, LOOPBACK, 400)),
  'other-size': one(() => record(nameBytes(null), A, 0, Buffer.concat([Buffer.alloc(12), LOOPBACK]))),
  'odd-label': one(() => record(Buffer.from([0x80, 1, 0x41, 0]), A, 0, LOOPBACK)),
  'long-name': one(() =>
    record(Buffer.concat([...Array.from({ length: 8 }, () => label(63)), Buffer.from([0])]), A, 0, LOOPBACK),
  ),
  'nul-alias': one((at) => {
    const alias = nameBytes('a\0b\n\r"x')
    const first = record(nameBytes(null), CNAME, 0, alias)
    return Buffer.concat([first, record(pointer(at + 12), A, 0, LOOPBACK)])
  }, 2),
  header: ({ id }) => header(id, 0, 1),
  'half-header': ({ id }) => header(id, 0, 1).subarray(0, 5),
  noise: ({ id }) =>
    Buffer.concat([header(id, 0, 3).subarray(0, 2), Buffer.alloc(300, 'é~\x01\xff', 'latin1')]),
  query: ({ id, bytes }) => {
    const back = header(id, 0, 0)
    back.writeUInt16BE(0x0100, 2)
    return Buffer.concat([back, bytes])
  },
  nothing: () => Buffer.alloc(0),
}
