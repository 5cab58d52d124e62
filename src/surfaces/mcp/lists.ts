import type { Principal } from '../../domain/principal.ts'
import { asVultrinoError } from '../../domain/errors.ts'
import type { McpDeps, McpPeer } from './mcp-deps.ts'
import { PROMPTS, promptsFor } from './prompts/index.ts'
import type { Prompt } from './prompts/prompt.ts'
import { RESOURCES, resourcesFor } from './resources/index.ts'
import type { ResourceRow } from './resources/resource.ts'
import type { Tool } from './tool.ts'
import { TOOLS, toolsFor } from './tools/index.ts'

/** What a client is offered. */
export interface Offer {
  readonly tools: readonly Tool[]
  readonly resources: readonly ResourceRow[]
  readonly prompts: readonly Prompt[]
}

export type List = keyof Offer

const EVERYTHING: Offer = { tools: TOOLS, resources: RESOURCES, prompts: PROMPTS }
/** What says why everything else is refused. */
const NOTHING: Offer = {
  tools: TOOLS.filter(({ needs }) => needs === null),
  resources: [],
  prompts: [],
}

const offerFor = (principal: Principal): Offer => ({
  tools: toolsFor(principal),
  resources: resourcesFor(principal),
  prompts: promptsFor(principal),
})

export interface Lists {
  /** As whoever is at the other end now. Throws why the vault is unavailable, `rate_limited`. */
  offer(): Promise<Offer>
  /** What was offered is offered no more, or there is more; asked after every change. */
  changed(): readonly List[]
}

/**
 * What is listed follows the permissions of whoever is at the other end. Nobody is held back by a list: what a call may
 * do is asked when it comes.
 */
export function createLists({ gate }: Pick<McpDeps, 'gate'>, { presented, ip }: McpPeer): Lists {
  let shown: { readonly principal: Principal; readonly offer: Offer } | undefined
  return {
    offer: async () => {
      let principal: Principal
      try {
        principal = await gate.identify(presented, ip)
      } catch (thrown) {
        const error = asVultrinoError(thrown)
        if (error.code !== 'unauthorized') throw error
        // Who has shown no key at all may bring one with every call; a key that is worth nothing is worth nothing.
        return presented.kind === 'token' ? NOTHING : EVERYTHING
      }
      const offer = offerFor(principal)
      shown = { principal, offer }
      return offer
    },
    changed: () => {
      if (shown === undefined) return []
      let principal: Principal | undefined
      try {
        principal = gate.recheck(shown.principal)
      } catch {
        // While the vault cannot be read nothing says that anything changed.
        return []
      }
      if (principal === shown.principal) return []
      const before = shown.offer
      const offer = principal === undefined ? NOTHING : offerFor(principal)
      shown = { principal: principal ?? shown.principal, offer }
      return (['tools', 'resources', 'prompts'] as const).filter((list) => !same(before[list], offer[list]))
    },
  }
}

/** Rows are there once, in one order. */
const same = (before: readonly object[], now: readonly object[]): boolean =>
  before.length === now.length && before.every((row, index) => row === now[index])
