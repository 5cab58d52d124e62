import { sendThroughServer } from '../adapters/remote/remote-requests.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import { parseAlias } from '../domain/alias.ts'
import { asVultrinoError, VultrinoError } from '../domain/errors.ts'
import { headerValue } from '../domain/header-list.ts'
import { parseMethod } from '../domain/method.ts'
import { parseTarget } from '../domain/target.ts'
import type { Inbound, Outcome } from '../pipeline/stages.ts'
import type { CommandHost, NamedServer, OpenRequestPath } from '../surfaces/cli/command-context.ts'
import { openServer } from './open-server.node.ts'

/** To these there is no answer that could be passed on. */
const UNSENDABLE: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT'])

/** The request path of a running server: all that decides about a request happens there. */
export function openRequestPath(host: CommandHost, server: NamedServer): OpenRequestPath {
  const connection = openServer(host, server)
  let noted = false
  async function handle(inbound: Inbound): Promise<Outcome> {
    const { headers, body, bodyLength, signal } = inbound
    if (!noted && headerValue(headers, 'authorization') !== undefined) {
      noted = true
      host.terminal.note(
        'warning: the header Authorization says to the server who you are, so yours is not passed on',
      )
    }
    try {
      const method = parseMethod(inbound.method)
      if (UNSENDABLE.has(method)) {
        throw new VultrinoError('method_not_allowed', { reason: 'this method cannot be proxied safely' })
      }
      if (inbound.alias === undefined) throw new VultrinoError('missing_credential')
      const alias = parseAlias(inbound.alias)
      const target = parseTarget(inbound.url)
      const request = { alias, target, method, headers, body, bodyLength, signal }
      return { ok: true, answer: await sendThroughServer(connection, server.key, request) }
    } catch (thrown) {
      return { ok: false, error: asVultrinoError(thrown) }
    }
  }
  return {
    handle,
    canConfirm: false,
    requestId: () => systemRandom.uuid(),
    close: () => {
      connection.close()
      return Promise.resolve()
    },
  }
}
