import { isIP, SocketAddress } from 'node:net'
import type { Addresses, Told } from '../contract/names.ts'

/** A question, as it came (RFC 1035 §4). */
export interface DnsQuestion {
  readonly id: number
  /** In lower case, without the dot at the end. */
  readonly name: string
  readonly type: 'A' | 'AAAA' | null
  /** The question section, byte for byte: askers compare it with theirs. */
  readonly bytes: Buffer
}

const TYPES = new Map<number, 'A' | 'AAAA'>([
  [1, 'A'],
  [28, 'AAAA'],
])
const CNAME = 5
const IN = 1
const HEADER = 12
/** Where the question's name stands in every answer. */
const ASKED = Buffer.from([0xc0, HEADER])

/** Reads one question; `null`: it is not one. */
export function readQuestion(message: Buffer): DnsQuestion | null {
  if (message.length < HEADER || (message[2] ?? 0) >= 0x80 || message.readUInt16BE(4) !== 1) return null
  const labels: string[] = []
  let at = HEADER
  for (;;) {
    const length = message[at]
    if (length === undefined || length > 63 || at + length + 5 > message.length) return null
    at += 1
    if (length === 0) break
    labels.push(message.toString('latin1', at, at + length))
    at += length
  }
  return {
    id: message.readUInt16BE(0),
    name: labels.join('.').toLowerCase(),
    type: TYPES.get(message.readUInt16BE(at)) ?? null,
    bytes: message.subarray(HEADER, at + 4),
  }
}

/** Header of an answer: `flags` without the bits that all have (an answer, recursion was asked for and is there). */
export function header(id: number, flags: number, answers: number): Buffer {
  const bytes = Buffer.alloc(HEADER)
  ;[id, 0x8180 | flags, 1, answers].forEach((value, index) => bytes.writeUInt16BE(value, index * 2))
  return bytes
}

/** A name as its labels, or the question's as a pointer to it. */
export function nameBytes(name: string | null): Buffer {
  if (name === null) return ASKED
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]))
  return Buffer.concat([...labels, Buffer.from([0])])
}

export function record(owner: Buffer, type: number, ttl: number, data: Buffer, size = data.length): Buffer {
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt16BE(IN, 2)
  fixed.writeUInt32BE(ttl, 4)
  fixed.writeUInt16BE(size, 8)
  return Buffer.concat([owner, fixed, data])
}

/** A and AAAA records. */
export function addressRecords(owner: Buffer, ttl: number, addresses: Addresses): Buffer[] {
  return addresses.map((address) =>
    isIP(address) === 6
      ? record(owner, 28, ttl, sixBytes(address))
      : record(owner, 1, ttl, Buffer.from(address.split('.').map(Number))),
  )
}

/** The answer that `told` describes. */
export function writeTold({ id, bytes }: DnsQuestion, told: Told): Buffer {
  const ttl = told.ttl ?? 0
  const records: Buffer[] = []
  let owner = nameBytes(told.owner ?? null)
  for (const alias of told.aliases ?? []) {
    const next = nameBytes(alias)
    records.push(record(owner, CNAME, ttl, next))
    owner = next
  }
  records.push(...addressRecords(owner, ttl, [...row(told.row), ...(told.addresses ?? [])]))
  return Buffer.concat([
    header(told.id === 'wrong' ? id ^ 0x5555 : id, told.code ?? 0, records.length),
    told.question === undefined
      ? bytes
      : Buffer.concat([nameBytes(told.question), bytes.subarray(bytes.length - 4)]),
    ...records,
  ])
}

function row(plan: Told['row']): string[] {
  if (plan === undefined) return []
  const first = Buffer.from(plan.from.split('.').map(Number)).readUInt32BE(0)
  return Array.from({ length: plan.count }, (_, index) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(first + index)
    return bytes.join('.')
  })
}

/** Eight groups of four digits in the spelling of URLs, with an IPv4 address at the end as two of them. */
function sixBytes(address: string): Buffer {
  const { address: plain } = new SocketAddress({ address, family: 'ipv6' })
  const hex = plain.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) =>
    parts
      .slice(0, 4)
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')
      .replace(/^(.{4})/, '$1:'),
  )
  const [before = '', after] = hex.split('::')
  const groups = (text: string): string[] => text.split(':').filter((group) => group !== '')
  const end = after === undefined ? [] : groups(after)
  const begin = groups(before)
  const zeros = Array.from({ length: 8 - begin.length - end.length }, () => '0')
  return Buffer.from([...begin, ...zeros, ...end].map((group) => group.padStart(4, '0')).join(''), 'hex')
}
