import type { Action } from '../../../../domain/policy/policy.ts'
import type { Tone } from '../../components/badge.ts'

export const ACTION_TONES: Readonly<Record<Action, Tone>> = { allow: 'good', deny: 'bad', ask: 'warn' }

export const ACTION_WORDS: Readonly<Record<Action, string>> = {
  allow: 'allow',
  deny: 'deny',
  ask: 'ask a person',
}
