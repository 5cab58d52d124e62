import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { SecureContext } from 'node:tls'
import type { buildConnector as Connectors } from 'undici'
import { addressAllowed, isLoopback } from '../../domain/address.ts'
import { VultrinoError } from '../../domain/errors.ts'
import { mendHttp1 } from './mend-http1.node.ts'
import { shareLookups, type Resolve } from './share-lookups.ts'
import { buildConnector } from './undici.node.ts'

export const systemResolve: Resolve = shareLookups(
  (hostname) => lookup(hostname, { all: true }),
  () => performance.now(),
)

export interface DialRules {
  /** Port of the one origin that is dialled. */
  readonly port: number
  /** CIDR blocks beyond the public Internet that may be dialled. */
  readonly permitted: readonly string[]
  readonly resolve: Resolve
  /** Ports on which this very program listens. */
  readonly ownPorts: () => ReadonlySet<number>
  /** Milliseconds until connected, TLS included. */
  readonly timeout: number
  readonly secureContext: () => SecureContext
}

/** IPv4 and IPv6 are tried in turn (RFC 8305); Node's 250 ms are too short for far-away hosts. */
const NEXT_ADDRESS_AFTER = 1000

/**
 * Opens connections to one origin. Every address is judged before it is dialled, and what was judged is what is
 * dialled: the name is resolved once, here, and one address that is not allowed refuses them all.
 * Fails with `destination_denied`.
 */
export function dialler(rules: DialRules): Connectors.connector {
  const check = (addresses: readonly string[]): void => {
    for (const address of addresses) checkAddress(address, rules)
  }
  const checkedLookup: LookupFunction = (hostname, options, callback) => {
    rules.resolve(hostname).then(
      (found) => {
        try {
          check(found.map(({ address }) => address))
        } catch (refused) {
          callback(refused as VultrinoError, [])
          return
        }
        const [first] = found
        if (first === undefined) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), [])
        else if (options.all === true) callback(null, [...found])
        else callback(null, first.address, first.family)
      },
      (failed: unknown) => callback(failed as NodeJS.ErrnoException, []),
    )
  }
  let connect: Connectors.connector | undefined
  return (options, callback) => {
    // net.connect never looks up a host that is an address already.
    if (isIP(options.hostname) !== 0) {
      try {
        check([options.hostname])
      } catch (refused) {
        process.nextTick(callback, refused, null)
        return
      }
    }
    connect ??= buildConnector({
      allowH2: true,
      timeout: rules.timeout,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER,
      lookup: checkedLookup,
      // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED in the environment changes nothing.
      ...(options.protocol === 'https:'
        ? { rejectUnauthorized: true, secureContext: rules.secureContext() }
        : {}),
    })
    connect(options, mendHttp1(callback))
  }
}

function checkAddress(address: string, { permitted, port, ownPorts }: DialRules): void {
  if (!addressAllowed(address, permitted)) {
    throw new VultrinoError('destination_denied', {
      reason: 'it resolves to an address outside the public Internet that the binding does not name',
      address,
    })
  }
  if (ownPorts().has(port) && isOurs(address)) {
    throw new VultrinoError('destination_denied', { reason: 'it is this very server', address })
  }
}

function isOurs(address: string): boolean {
  if (isLoopback(address)) return true
  return Object.values(networkInterfaces()).some((list) => list?.some((own) => own.address === address))
}
