import type { Series, Snapshot } from '../../domain/telemetry/snapshot.ts'
import { CONNECTION_STATES, RECORD_KINDS } from '../../domain/telemetry/labels.ts'
import type { Readings } from '../../ports/telemetry.ts'

const single = (value: number | boolean): readonly Series[] => [{ at: 0, value: Number(value) }]

/** What the readings say now. One that cannot be had is left out, rather than shown as a number it is not. */
export function read({ vault, policies, upstream }: Readings): Snapshot {
  return {
    vultrino_processes: single(1),
    ...attempt(vault, ({ available, generation, credentials, roles, keys }) => {
      const counts: Readonly<Record<(typeof RECORD_KINDS)[number], number>> = {
        credential: credentials,
        role: roles,
        key: keys,
      }
      return {
        vultrino_vault_available: single(available),
        vultrino_vault_generation: single(generation),
        vultrino_vault_records: RECORD_KINDS.map((kind, at) => ({ at, value: counts[kind] })),
      }
    }),
    ...attempt(policies, ({ count, stale }) => ({
      vultrino_policies: single(count),
      vultrino_policies_stale: single(stale),
    })),
    ...attempt(upstream, ({ pools, ...connections }) => ({
      vultrino_upstream_pools: single(pools),
      vultrino_upstream_connections: CONNECTION_STATES.map((state, at) => ({
        at,
        value: connections[state],
      })),
    })),
  }
}

function attempt<T>(reading: (() => T) | undefined, show: (value: T) => Snapshot): Snapshot {
  if (reading === undefined) return {}
  try {
    return show(reading())
  } catch {
    return {}
  }
}
