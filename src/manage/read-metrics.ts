import type { MetricsAnswer, MetricsPage } from '../ports/telemetry.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

/** The numbers of this server. `accept`: media types the caller takes. Throws `forbidden`, `audit_unavailable`. */
export function readMetrics(
  management: Management,
  page: MetricsPage,
  accept: string | undefined,
): Promise<MetricsAnswer> {
  return recorded(management, 'metrics.get', null, () => page.render(accept))
}
