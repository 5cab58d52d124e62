import { CONTENT_TYPES, exposition, type BuildInfo } from '../../domain/telemetry/exposition.ts'
import { negotiate } from '../../domain/telemetry/negotiate.ts'
import type { Snapshot } from '../../domain/telemetry/snapshot.ts'
import type { MetricsPage } from '../../ports/telemetry.ts'

/** `collect` gives the numbers: of this process, or of all of a pool. */
export function createMetricsPage(
  collect: () => Snapshot | Promise<Snapshot>,
  build: BuildInfo,
): MetricsPage {
  return {
    async render(accept) {
      const format = negotiate(accept)
      return { contentType: CONTENT_TYPES[format], body: exposition(await collect(), format, build) }
    },
  }
}
