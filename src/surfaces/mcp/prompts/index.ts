import { holds, type Principal } from '../../../domain/principal.ts'
import { credentialGuide } from './credential-guide.ts'
import { handleErrors } from './handle-errors.ts'
import type { Prompt } from './prompt.ts'
import { useCredentials } from './use-credentials.ts'

/** Every prompt there is, in the order in which they are listed. */
export const PROMPTS: readonly Prompt[] = [useCredentials, credentialGuide, handleErrors]

/** Those that somebody can do anything with. */
export const promptsFor = (principal: Principal): readonly Prompt[] =>
  PROMPTS.filter(({ needs }) => needs === null || holds(principal, needs))
