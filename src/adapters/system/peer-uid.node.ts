import { readFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import type { PeerConnection, PeerOwner, PeerUser, PeerUsers } from '../../ports/peer-owner.ts'

/** The table is read while it changes: a connection can be passed over, never invented. */
const ATTEMPTS = 3

type Table = 'tcp' | 'tcp6'

/** A row's beginning, and the table it would be in. */
interface Sought {
  readonly table: Table
  readonly row: string
}

/** The second table is absent where IPv6 is off. */
const readTable = (table: Table) => (): Promise<string> =>
  readFile(`/proc/net/${table}`, 'latin1').catch(() => '')

/** Whether the other end of a loopback connection is this process's own user; see `createPeerUsers`. */
export function createPeerOwner(): PeerOwner {
  const users = createPeerUsers()
  const uid = process.geteuid?.()
  return {
    ownerOf: async (connection) => {
      const user = await users.userOf(connection)
      if (user === 'unknown') return 'unknown'
      return user === uid ? 'self' : 'other'
    },
  }
}

/**
 * Finds the user at the other end of a loopback connection in the kernel's socket tables (Linux, see proc(5));
 * other systems have none that Node can read, and the answer is `unknown`.
 */
export function createPeerUsers(): PeerUsers {
  if (process.platform !== 'linux') return { userOf: () => Promise.resolve('unknown') }
  const read = { tcp: sharedReads(readTable('tcp')), tcp6: sharedReads(readTable('tcp6')) }

  return {
    userOf: async (connection) => {
      const sought = rowsToFind(connection)
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        for (const { table, row } of sought) {
          const user = userIn(await read[table](), row)
          if (user !== undefined) return user
        }
      }
      return 'gone'
    },
  }
}

/**
 * One read serves everybody who asked before it began, so that a storm of connections costs a few reads.
 * Who asks during a read waits for the next: that one may have passed their row already.
 */
function sharedReads(read: () => Promise<string>): () => Promise<string> {
  let running: Promise<unknown> | undefined
  let next: Promise<string> | undefined
  return () => {
    next ??= (async () => {
      await running
      next = undefined
      const text = read()
      running = text
      return text
    })()
    return next
  }
}

/** The peer's own row has our remote end as its local one. An IPv4 peer may be an IPv6 socket that speaks IPv4. */
function rowsToFind(connection: PeerConnection): readonly Sought[] {
  const row = (mapped: boolean): string => {
    const peer = hexAddress(connection.remoteAddress, mapped)
    const us = hexAddress(connection.localAddress, mapped)
    return `: ${peer}:${hexPort(connection.remotePort)} ${us}:${hexPort(connection.localPort)} `
  }
  if (connection.remoteAddress.includes(':')) return [{ table: 'tcp6', row: row(false) }]
  return [
    { table: 'tcp', row: row(false) },
    { table: 'tcp6', row: row(true) },
  ]
}

function userIn(table: string, row: string): PeerUser | undefined {
  const at = table.indexOf(row)
  if (at === -1) return undefined
  // st tx:rx tr:when retrnsmt uid timeout inode
  const [, , , , owner, , inode] = table
    .slice(at + row.length, table.indexOf('\n', at))
    .trim()
    .split(/\s+/)
  // A socket whose process has closed it (orphan, TIME_WAIT) has no inode and is shown as root's.
  return inode !== '0' && inode !== undefined ? Number(owner) : 'gone'
}

const hexPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')

/** An address as the kernel prints it: 32-bit words, in the machine's own byte order. */
function hexAddress(address: string, mapped: boolean): string {
  const bytes = address.includes(':') ? ipv6Bytes(address) : ipv4Bytes(address, mapped)
  let hex = ''
  for (let word = 0; word < bytes.length; word += 4) {
    const four = bytes.slice(word, word + 4)
    if (endianness() === 'LE') four.reverse()
    for (const byte of four) hex += byte.toString(16).toUpperCase().padStart(2, '0')
  }
  return hex
}

function ipv4Bytes(address: string, mapped: boolean): number[] {
  const bytes = address.split('.').map(Number)
  return mapped ? [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...bytes] : bytes
}

function ipv6Bytes(address: string): number[] {
  // The URL parser writes a dotted tail as groups.
  const plain = new URL(`http://[${address.split('%', 1)[0] ?? ''}]/`).hostname.slice(1, -1)
  const [left = '', right = ''] = plain.split('::', 2)
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const head = groups(left)
  const tail = groups(right)
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...zeros, ...tail].flatMap((group) => {
    const value = parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}
