import { z } from 'zod'
import { VultrinoError } from '../../../domain/errors.ts'
import type { Answer } from '../../../pipeline/stages.ts'
import { discard } from '../../json/read-answer.ts'
import { requestOf } from '../../json/target-request.ts'
import { MOST_REDIRECTS, nextHop, type Hop } from '../../request/redirect.ts'
import type { Call } from '../call.ts'
import * as field from '../fields.ts'
import { givenAnswer } from '../given-answer.ts'
import { withQuery } from '../target.ts'
import { tool } from '../tool.ts'
import { withProgress } from '../progress.ts'

export const httpRequest = tool({
  name: 'http_request',
  title: 'Make an HTTP request',
  description:
    "Make an authenticated HTTP request. The credential's actual value is never exposed - only the alias is needed. Vultrino automatically injects the appropriate authentication header.",
  needs: 'execute',
  action: 'http_request',
  counted: 'proxied',
  input: z.strictObject({
    credential: field.alias('Alias of the credential to use for authentication'),
    method: field.method,
    url: field.url,
    headers: field.headers.optional(),
    body: z.string().optional().meta({ description: 'Request body (for POST, PUT, PATCH requests)' }),
    body_encoding: z.enum(['text', 'base64']).optional().meta({
      description: 'What body is; base64 for bytes that are not text. Default: text, sent as UTF-8',
    }),
    query: field.query.optional(),
    follow_redirects: z
      .boolean()
      .optional()
      .meta({
        description: `Follow up to ${MOST_REDIRECTS} redirects, each checked as a new request. Default: true`,
      }),
  }),
  output: z.strictObject({
    status: z.int().meta({ description: "The target's status" }),
    headers: z
      .record(z.string(), z.union([z.string(), z.array(z.string())]))
      .meta({ description: 'By name in lower case; a list where the target sent several' }),
    body: z.string(),
    body_encoding: z.literal('base64').optional().meta({ description: 'Where the body is not UTF-8 text' }),
    truncated: z
      .literal(true)
      .optional()
      .meta({ description: 'The body was too large: this is its beginning, and the rest is lost' }),
    size: z.int().optional().meta({ description: 'Where it was cut: how many bytes of the body are given' }),
    url: z.string().optional().meta({ description: 'Who answered, after redirects' }),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  run: async ({ credential, url, query, follow_redirects: follow = true, ...asked }, call) =>
    withProgress(call, async (come) => {
      const { body, ...request } = await requestFor(call, { ...asked, url: withQuery(url, query) })
      const ask = (hop: Hop): Promise<Answer> =>
        call.forward({ ...hop, alias: credential, body: hop.withBody ? body : null })
      const { answer, from } = await answerTo(ask, { ...request, withBody: body !== null }, follow)
      const given = await givenAnswer(answer, call, come)
      return from === undefined ? given : { ...given, url: from }
    }),
})

/** What is asked of the target. What is wrong with it is told to those only who are let in. */
async function requestFor(
  call: Call,
  asked: Parameters<typeof requestOf>[0],
): Promise<ReturnType<typeof requestOf>> {
  try {
    return requestOf(asked, call.version)
  } catch (thrown) {
    await call.enter('proxied')
    throw thrown
  }
}

/** Follows redirects if asked to. `from`: where the answer came from, if that is not where it was first asked. */
async function answerTo(
  ask: (hop: Hop) => Promise<Answer>,
  first: Hop,
  follow: boolean,
): Promise<{ readonly answer: Answer; readonly from: string | undefined }> {
  let hop = first
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(hop).catch((thrown: unknown) => {
      throw redirects > 0 && thrown instanceof VultrinoError ? redirected(thrown) : thrown
    })
    const next = follow ? nextHop(hop, answer.status, answer.headers) : undefined
    if (next === undefined) return { answer, from: redirects === 0 ? undefined : hop.url }
    await discard(answer)
    if (redirects === MOST_REDIRECTS) {
      throw redirected(
        new VultrinoError('upstream_error', { reason: `more than ${MOST_REDIRECTS} redirects` }),
      )
    }
    hop = next
  }
}

const redirected = (error: VultrinoError): VultrinoError =>
  new VultrinoError(error.code, { ...error.details, redirected: true }, { cause: error.cause })
