import { systemClock } from '../adapters/system/clock.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import type { Management } from '../manage/management.ts'

/** What acts of the control plane ask of this machine, whoever does them. */
export const managementPorts: Pick<Management, 'clock' | 'random' | 'parseOrigin'> = {
  clock: systemClock,
  random: systemRandom,
  parseOrigin: async (text, addresses) => {
    const [{ parseBoundOrigin }, { isPublicSuffix }] = await Promise.all([
      import('../domain/binding.ts'),
      import('../adapters/public-suffixes.ts'),
    ])
    return parseBoundOrigin(text, { isPublicSuffix, addresses })
  },
}
