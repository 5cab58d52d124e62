import { connect } from 'node:net'
import type { Surface, TunnelPlan } from '../contract/attack-case.ts'
import type { Opened, ProxyRequest, Returned, RunningProxy, Tunnel, WireForm } from '../contract/proxy-under-test.ts' // prettier-ignore
import { fill, fillBinary, type Lookup } from '../laboratory/fill.ts'
import { returned } from './exchange.ts'

/** What a way in says in the place of `{{target}}`, `{{auth}}` and `{{credentials}}`. */
export const withForm =
  ({ target, headers }: WireForm, about: Lookup): Lookup =>
  (name, argument) => {
    if (name === 'target') return target
    if (name !== 'auth' && name !== 'credentials') return about(name, argument)
    const written = name === 'auth' ? headers : headers.filter(([field]) => !/^host$/i.test(field))
    return written.map(([field, value]) => `${field}: ${value}\r\n`).join('')
  }

/** A connection for bytes of the caller's own, by whatever the surface needs before. Throws if it is no socket at all. */
export async function openWay(
  running: RunningProxy,
  surface: Surface,
  request: ProxyRequest,
  plan: TunnelPlan | undefined,
  about: Lookup,
): Promise<Opened> {
  const to = running.wire(surface, request)
  if (to === null) {
    if (running.open === undefined) throw new Error('this surface is not a socket')
    return await running.open(surface, request, plan === undefined ? {} : tunnel(plan, about))
  }
  const socket = connect({ host: to.host, port: to.port, allowHalfOpen: true })
  socket.setNoDelay(true)
  return { socket, before: [], form: to.form }
}

/** What came of a connection that the proxy did not let come about. */
export function notOpened({ before }: Opened, method: string): Returned {
  const said = Buffer.concat(before.map(({ bytes }) => bytes))
  // That a tunnel was granted is no answer to the request.
  const refusal = /^HTTP\/1\.\d 200 /.test(said.toString('latin1')) ? Buffer.alloc(0) : said
  return returned(before, refusal, method, before.length === 0 ? 'refused' : 'closed-early')
}

function tunnel({ authority, host, serverName, tls, early }: TunnelPlan, about: Lookup): Tunnel {
  return {
    ...(authority === undefined ? {} : { authority: fillBinary(authority, about) }),
    ...(host === undefined ? {} : { host: fillBinary(host, about) }),
    ...(serverName === undefined ? {} : { serverName: fillBinary(serverName, about) }),
    ...(tls === undefined ? {} : { tls }),
    ...(early === undefined ? {} : { early: (form) => fill(early, withForm(form, about)) }),
  }
}
