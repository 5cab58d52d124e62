import { asVultrinoError, VultrinoError } from '../../domain/errors.ts'
import { isTrouble } from '../../domain/trouble.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import type { Principal } from '../../domain/principal.ts'
import { Secret } from '../../domain/secret.ts'
import { onePieceBody } from '../../domain/one-piece-body.ts'
import type { Caller } from '../../manage/management.ts'
import type { PolicyRoom } from '../../manage/policies/policy-room.ts'
import type { Counted } from '../../pipeline/gate.ts'
import type { Answer } from '../../pipeline/stages.ts'
import type { ControlPlane } from '../../ports/control-plane.ts'
import { noting } from '../json/noting.ts'
import type { McpDeps, McpPeer } from './mcp-deps.ts'
import { RefusedCall } from './refused-call.ts'

/** What a client asked for, as far as every request of its has it. */
export interface Asked {
  /** What it would be in the audit log, should it be refused before anybody looks at it. */
  readonly action: string
  /** The API key that came with this one call. */
  readonly apiKey?: string | undefined
  /** Aborted when the client takes the request back, or is gone. */
  readonly signal: AbortSignal
  /** Tells the client how it goes on; `undefined` where it did not ask to be told. */
  readonly progress?: ((seconds: number, message: string) => void) | undefined
}

/** A request to a target. */
export interface Forwarded {
  readonly alias: string
  readonly url: string
  readonly method: string
  readonly headers: HeaderList
  readonly body: Uint8Array | null
}

/** One request of a client being served: by it alone does it reach anything. */
export interface Call {
  readonly signal: AbortSignal
  readonly progress: Asked['progress']
  readonly version: string
  readonly maxAnswerSize: number
  /** Finds out who asks, and counts it. Throws `unauthorized`, `rate_limited`, and why the vault is unavailable. */
  enter(counted: Counted): Promise<Principal>
  /** The control plane as whoever asks. Throws as `enter`. */
  control(): Promise<ControlPlane>
  /** The policies as whoever asks may see them. Throws as `enter`. */
  policies(): Promise<PolicyRoom>
  /** Through the whole request path. Throws what refused it, or why it failed. */
  forward(request: Forwarded): Promise<Answer>
}

/** Serves one request, and sees to it that what is refused is on record. Throws `RefusedCall` only. */
export async function serveCall<T>(
  deps: McpDeps,
  peer: McpPeer,
  asked: Asked,
  run: (call: Call) => Promise<T>,
): Promise<T> {
  const state: State = { requestId: deps.requestId(), recorded: false, told: false, principal: undefined }
  try {
    return await run(openCall(deps, peer, asked, state))
  } catch (thrown) {
    const error = asVultrinoError(thrown)
    const { requestId } = state
    if (!state.told && isTrouble(error.code)) deps.onTrouble(requestId, error)
    if (state.recorded) throw new RefusedCall(error, requestId)
    try {
      await deps.onRefused({ requestId, ip: peer.ip, action: asked.action }, error, state.principal)
    } catch (unrecorded) {
      throw new RefusedCall(asVultrinoError(unrecorded), requestId)
    }
    throw new RefusedCall(error, requestId)
  }
}

interface State {
  /** Of what is under way: each request to a target has a record of its own. */
  requestId: string
  /** Request path or control plane has it: whatever comes of it is on record. */
  recorded: boolean
  /** The request path has told of what is the owner's or ours to mend. */
  told: boolean
  principal: Principal | undefined
}

function openCall(
  { gate, handle, control, policies, version, maxAnswerSize, requestId: newId }: McpDeps,
  peer: McpPeer,
  { apiKey, signal, progress }: Asked,
  state: State,
): Call {
  const { ip } = peer
  const presented =
    apiKey === undefined ? peer.presented : ({ kind: 'token', token: new Secret(apiKey) } as const)
  const ended = new AbortController()
  const cancel = (): void => ended.abort(new VultrinoError('cancelled'))
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })

  const enter = async (counted: Counted): Promise<Principal> => {
    if (state.principal !== undefined) return state.principal
    const principal = await gate.identify(presented, ip)
    state.principal = principal
    gate.admit(principal, counted)
    return principal
  }
  const caller = async (): Promise<Caller> => ({
    surface: 'mcp',
    ip,
    principal: await enter('management'),
    requestId: state.requestId,
  })
  const called = (): void => void (state.recorded = true)
  let forwarded = 0
  return {
    signal: ended.signal,
    progress,
    version,
    maxAnswerSize,
    enter,
    control: async () => noting(control(await caller()), called),
    policies: async () => noting(policies(await caller()), called),
    forward: async ({ body, ...request }) => {
      if (forwarded++ > 0) state.requestId = newId()
      state.recorded = true
      state.told = true
      const outcome = await handle({
        ...request,
        requestId: state.requestId,
        surface: 'mcp',
        presented,
        ip,
        body: body === null ? null : onePieceBody(body),
        bodyLength: body?.byteLength ?? null,
        signal: ended.signal,
        cut: (error) => ended.abort(error),
      })
      if (!outcome.ok) throw outcome.error
      return outcome.answer
    },
  }
}
