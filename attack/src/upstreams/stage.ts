import type { Behaviour } from '../contract/behaviour.ts'
import type { OriginName } from '../contract/laboratory.ts'
import type { Lookup } from '../laboratory/fill.ts'
import type { Observer } from './observer.ts'
import type { Memory } from './plan-answer.ts'

/** What is played at the moment; origins look here for each request. */
export interface Stage {
  readonly observer: Observer
  behaviour(origin: OriginName): Behaviour
  memory(origin: OriginName): Memory
  readonly lookup: Lookup
  /** Aborted when the case is over. */
  readonly over: AbortSignal
}
