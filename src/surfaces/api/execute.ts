import type { JsonValue } from '../../domain/credential.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import { onePieceBody } from '../../domain/one-piece-body.ts'
import type { Answer, Inbound } from '../../pipeline/stages.ts'
import { answerJson } from '../json/answer-json.ts'
import { readAnswer } from '../json/read-answer.ts'
import type { ApiDeps, ApiRequest } from './api.ts'
import { requestOf, type TargetRequest } from '../json/target-request.ts'
import { readBody, type BodyShape } from './read-body.ts'
import type { Done, Known } from './route.ts'
import { ACTION, execution, flat, nested, type Asked } from './schemas/execute-schemas.ts'

/** Room for everything beside the body of the request to the target. */
const ENVELOPE = 64 * 1024
/** Where `[server] max_body_size` sets no limit; JSON is read whole. */
const LARGEST_BODY = 64 * 1024 * 1024

type Sent = { readonly credential: string } & ({ readonly params: Asked } | Asked)

/** `{credential, action, params: {…}}` as the reference has it, or all in one object. */
const SHAPE: BodyShape<Sent> = {
  schema: execution,
  form: (value) => {
    checkAction(fieldOf(value, 'action'))
    return fieldOf(value, 'params') === undefined ? flat : nested
  },
}

function fieldOf(value: JsonValue, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, JsonValue>>)[name]
}

/** Before all else: what else there should be depends on it. */
function checkAction(action: JsonValue | undefined): void {
  if (typeof action !== 'string' || action === ACTION) return
  throw new VultrinoError('invalid_request', {
    reason: 'there is no such action',
    hint: `The one action there is: ${ACTION}`,
  })
}

/** `POST /v1/execute`: JSON → the request path → JSON. */
export async function execute(
  request: ApiRequest,
  _name: string,
  deps: ApiDeps,
  known: Known,
): Promise<Done> {
  // Asked again by the request path; here so that nobody's body is read who is not let in.
  const caller = await deps.gate.identify(request.presented, request.ip)
  known.principal = caller
  const inbound = await readInbound(request, caller, deps).catch((thrown: unknown) => {
    // What never gets to the request path costs as much as what does.
    known.quota = deps.gate.admit(caller, 'proxied')
    throw thrown
  })
  const outcome = await deps.handle(inbound)
  known.recorded = true
  known.told = true
  known.quota = outcome.quota ?? null
  if (!outcome.ok) throw outcome.error
  const body = await collect(outcome.answer, deps.maxAnswerSize, request.signal)
  return { value: answerJson(outcome.answer, body) }
}

/** The request to the target that the body describes. */
async function readInbound(
  request: ApiRequest,
  caller: Principal,
  { maxBodySize, version }: Pick<ApiDeps, 'maxBodySize' | 'version'>,
): Promise<Inbound> {
  const sent = await readBody(request, { shape: SHAPE, limit: largestBody(maxBodySize), caller })
  const target = requestOf('params' in sent ? sent.params : sent, version)
  return inboundOf(request, sent.credential, target)
}

/** Base64 makes four bytes of three. */
const largestBody = (limit: number): number =>
  limit === 0 ? LARGEST_BODY : Math.ceil(limit / 3) * 4 + ENVELOPE

function inboundOf(request: ApiRequest, alias: string, target: TargetRequest): Inbound {
  const { requestId, presented, ip } = request
  const { url, method, headers, body } = target
  return {
    requestId,
    surface: 'api',
    presented,
    ip,
    alias,
    url,
    method,
    headers,
    body: body === null ? null : onePieceBody(body),
    bodyLength: body === null ? null : body.byteLength,
    // The signal is made only when somebody asks for it.
    get signal() {
      return request.signal
    },
    cut: (error) => request.cut?.(error),
  }
}

/** Reads an answer whole; one that is too large is given back to where it comes from. Throws `answer_too_large`. */
async function collect(answer: Answer, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  const { bytes, whole } = await readAnswer(answer, limit, signal)
  if (!whole) throw new VultrinoError('answer_too_large', { limit })
  return bytes
}
