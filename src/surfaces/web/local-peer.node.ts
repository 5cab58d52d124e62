import type { Socket } from 'node:net'
import { GONE } from '../../manage/sign-in/sign-in.ts'
import type { PeerUsers } from '../../ports/peer-owner.ts'

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/

/**
 * Reads who holds the other end of a connection, once for each: `uid:1000` for a process of this machine, `GONE` for one that
 * is not there any more, `null` for other machines, socket files, and where there is no way to tell.
 */
export function localPeers(users: PeerUsers): (socket: Socket) => Promise<string | null> {
  const known = new WeakMap<Socket, string | null>()
  return async (socket) => {
    const before = known.get(socket)
    if (before !== undefined) return before
    const { localAddress, localPort, remoteAddress, remotePort } = socket
    if (remoteAddress === undefined || remotePort === undefined) return socket.destroyed ? GONE : null
    if (localAddress === undefined || localPort === undefined) return GONE
    if (!LOOPBACK.test(remoteAddress) && remoteAddress !== localAddress) return null
    const user = await users.userOf({ localAddress, localPort, remoteAddress, remotePort })
    if (user === 'gone') return GONE
    const peer = user === 'unknown' ? null : `uid:${user}`
    known.set(socket, peer)
    return peer
  }
}
