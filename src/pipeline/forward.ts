import { addressAllowed, addressBlockProblem } from '../domain/address.ts'
import { VultrinoError } from '../domain/errors.ts'
import { aliasWord } from '../domain/shell-word.ts'
import type { Upstream } from '../ports/upstream.ts'
import { limitBody } from './limit-body.ts'
import type { Armed, Forwarded } from './stages.ts'

/**
 * Step 9: sends the request, the only place that does. `maxBodySize` in bytes, 0 for none.
 * Throws `payload_too_large`, `destination_denied` (address), `upstream_error`, `upstream_timeout`, `cancelled`.
 */
export async function forward(armed: Armed, upstream: Upstream, maxBodySize: number): Promise<Forwarded> {
  const { inbound, target, path, headers, addresses } = armed
  const { bodyLength } = inbound
  // A body of announced size is held to it by the surface's parser, and `receive` has judged it; only the others need counting.
  const limited =
    inbound.body !== null && bodyLength === null && maxBodySize > 0
      ? limitBody(inbound.body, maxBodySize)
      : null
  try {
    const answer = await upstream.send({
      target,
      method: inbound.method,
      path,
      headers,
      body: limited?.body ?? inbound.body,
      bodyLength,
      addresses,
      signal: inbound.signal,
    })
    return { armed, answer } as Forwarded
  } catch (thrown) {
    throw limited?.refusal() ?? withAlias(thrown, armed)
  }
}

/** The upstream knows no credentials: an address it refused is reported as the destination it was for. */
function withAlias(thrown: unknown, { alias, target: { origin }, addresses }: Armed): unknown {
  if (!(thrown instanceof VultrinoError) || thrown.code !== 'destination_denied') return thrown
  const { address } = thrown.details
  const hint =
    typeof address === 'string' && !addressAllowed(address, addresses)
      ? permitting(alias, origin, address)
      : 'Name the target itself: the proxy does not send credentials to itself'
  return new VultrinoError('destination_denied', { ...thrown.details, alias, origin, hint })
}

function permitting(alias: string, origin: string, address: string): string {
  const block = `${address}/${address.includes(':') ? 128 : 32}`
  if (addressBlockProblem(block) !== undefined)
    return 'Name another target: this address can never be reached'
  const words = alias.startsWith('-')
    ? `--address ${block} ${aliasWord(alias)} ${origin}`
    : `${alias} ${origin} --address ${block}`
  return `If it should be, the owner allows that address with: vultrino bind ${words}`
}
