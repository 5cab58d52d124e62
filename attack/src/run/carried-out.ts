import type { Step } from '../contract/attack-case.ts'
import type { ProxyRequest, Returned } from '../contract/proxy-under-test.ts'

/** One step of a case with what came of it. */
export interface CarriedOut {
  readonly step: Step
  readonly request: ProxyRequest | null
  readonly returned: Returned | null
}

/** Whether an answer is a refusal: an error status, or none at all. */
export const isRefused = ({ answer }: Returned): boolean => answer === null || answer.status >= 400
