import type { McpServer } from '@modelcontextprotocol/server'
import { sha256TokenHash } from '../../../src/adapters/crypto/sha256-token-hash.node.ts'
import { createPeerOwner } from '../../../src/adapters/system/peer-uid.node.ts'
import { systemClock } from '../../../src/adapters/system/clock.node.ts'
import { systemRandom } from '../../../src/adapters/system/random.node.ts'
import { VultrinoError } from '../../../src/domain/errors.ts'
import { openSharedState } from '../../../src/entry/shared-state.node.ts'
import { createGate } from '../../../src/pipeline/create-gate.ts'
import { parseListener } from '../../../src/surfaces/http/listener.ts'
import { createHttpServer, HTTP_SERVER_DEFAULTS } from '../../../src/surfaces/http/server.node.ts'
import { createMcpEndpoint, type McpEndpoint } from '../../../src/surfaces/mcp/http/mcp-endpoint.ts'
import type { McpHttpDeps } from '../../../src/surfaces/mcp/http/mcp-http-deps.ts'
import type { Vault } from '../../../src/vault/vault.ts'
import { makeKey, type MadeKey } from '../../access/installation.ts'
import { OPTIONS } from '../../pipeline/spine.ts'
import { Scratch } from '../../vault/scratch.ts'

export interface McpDoor {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly vault: Vault
  readonly endpoint: McpEndpoint
  /** Codes of what was refused, in order. */
  readonly refused: string[]
  /** Tells everybody that lists have changed. */
  readonly changed: () => void
  readonly key: MadeKey
  drain(timeoutMs: number): Promise<number>
  close(): Promise<void>
}

/** The real front door, gate, vault and `/mcp` in this process, before servers that the test makes. */
export async function openMcpDoor(
  createServer: (changed: () => void) => McpServer,
  extra: Partial<McpHttpDeps> = {},
): Promise<McpDoor> {
  const scratch = new Scratch()
  const vault = await scratch.create()
  const key = await makeKey(vault, { permissions: ['read', 'execute'] })
  const state = openSharedState({ vaultFile: scratch.file })
  const gate = createGate({
    access: vault,
    usage: state.usage,
    limits: state.limits,
    tokenHash: sha256TokenHash,
    clock: systemClock,
    options: { ...OPTIONS, localUser: 'until_keys' },
  })
  const refused: string[] = []
  const followers = new Set<() => void>()
  const changed = (): void => {
    for (const one of followers) one()
  }
  const endpoint = createMcpEndpoint({
    gate,
    random: systemRandom,
    now: () => performance.now(),
    maxMessageSize: 1024 * 1024,
    createServer: () => createServer(changed),
    // To these servers' clients every change is one of their own lists.
    listsOf: () => ({
      offer: () => Promise.resolve({ tools: [], resources: [], prompts: [] }),
      changed: () => ['tools', 'resources', 'prompts'],
    }),
    onRefused: (_, error) => {
      refused.push(error.code)
      return Promise.resolve()
    },
    onTrouble: (_, { code, cause }) => {
      throw new Error(`trouble: ${code}`, { cause })
    },
    onChange: (follower) => {
      followers.add(follower)
      return () => void followers.delete(follower)
    },
    ...extra,
  })
  const recheck = setInterval(() => endpoint.recheck(), 100)
  const server = createHttpServer({
    handle: () => Promise.resolve({ ok: false, error: new VultrinoError('internal_error') }),
    mcp: endpoint,
    listener: parseListener('127.0.0.1:0'),
    options: HTTP_SERVER_DEFAULTS,
    peerOwner: createPeerOwner(),
    random: systemRandom,
    version: '0.1.0',
    onRefused: ({ error }) => {
      refused.push(error.code)
      return Promise.resolve()
    },
    onInternalError: (_, { code, cause }) => {
      throw new Error(`trouble: ${code}`, { cause })
    },
  })
  const url = await server.listen()
  const drain = async (timeoutMs: number): Promise<number> => {
    endpoint.endStreams()
    return server.drain(timeoutMs)
  }
  return {
    url,
    vault,
    endpoint,
    refused,
    changed,
    key,
    drain,
    close: async () => {
      await drain(0)
      clearInterval(recheck)
      await endpoint.close()
      state.close()
      vault.close()
      scratch[Symbol.dispose]()
    },
  }
}
