import { VultrinoError } from '../../../domain/errors.ts'
import type { Answer, Inbound } from '../../../pipeline/stages.ts'
import type { CommandArguments } from '../command-arguments.ts'
import type { CommandContext, OpenRequestPath } from '../command-context.ts'
import { confirm } from '../confirm.ts'
import { printable } from '../format-error.ts'
import { discard } from '../../json/read-answer.ts'
import { MOST_REDIRECTS, nextHop, type Hop } from '../../request/redirect.ts'
import { requestBody, type RequestBody } from '../request/request-body.ts'
import { requestHeaders } from '../request/request-headers.ts'
import { answerText, headText, writeBody, writeBodyTo } from '../request/write-answer.ts'

const HTTP_FAILED = 22
const INTERRUPTED = 130

/** `vultrino request` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { alias, url } = subject(args)
  const data = args.text('data')
  const body = data === undefined ? null : await requestBody(context, data)
  const hop: Hop = {
    url,
    method: args.text('method')?.toUpperCase() ?? (body === null ? 'GET' : 'POST'),
    headers: requestHeaders(args.list('header'), body, context.version),
    withBody: body !== null,
  }
  const path = await context.openRequestPath()
  const signal = context.interruption()
  try {
    const ask = asker(context, path, { alias, body, signal })
    return await deliver(context, args, await answerTo(ask, hop, args.flag('location')))
  } catch (thrown) {
    if (signal.aborted) return INTERRUPTED
    throw thrown
  } finally {
    await path.close()
  }
}

/** `-c ALIAS URL` or `ALIAS URL`. */
function subject(args: CommandArguments): { alias: string; url: string } {
  const named = args.text('credential')
  const words = named === undefined ? args.all : [named, ...args.all]
  const [alias, url] = words
  if (alias !== undefined && url !== undefined && words.length === 2) return { alias, url }
  throw new VultrinoError('invalid_arguments', {
    reason: words.length > 2 ? 'the credential was given twice' : 'a credential and a URL are needed',
    hint: 'vultrino request -c ALIAS URL, or vultrino request ALIAS URL',
  })
}

type Ask = (hop: Hop) => Promise<Answer>

function asker(
  { terminal, verbose, server }: CommandContext,
  path: OpenRequestPath,
  { alias, body, signal }: { alias: string; body: RequestBody | null; signal: AbortSignal },
): Ask {
  const confirmUnbound = (name: string, origin: string): Promise<boolean> =>
    confirm(terminal, `'${name}' is bound to no destination. Send it to ${origin} this once?`)
  return async ({ url, method, headers, withBody }) => {
    if (verbose) terminal.note(printable(`> ${method} ${url}`))
    const sent = withBody ? body : null
    const requestId = path.requestId()
    // A server has its own, and says it where it refuses.
    if (verbose && server === undefined) terminal.note(`request id: ${requestId}`)
    const inbound: Inbound = {
      requestId,
      surface: 'cli',
      presented: { kind: 'owner' },
      ip: null,
      alias,
      url,
      method,
      headers,
      body: sent?.open() ?? null,
      bodyLength: sent?.length ?? null,
      signal,
      ...(path.canConfirm && terminal.interactive ? { confirmUnbound } : {}),
    }
    const outcome = await path.handle(inbound)
    if (!outcome.ok) throw outcome.error
    const { status, statusText } = outcome.answer
    if (verbose || terminal.stdoutIsTerminal)
      terminal.note(printable(`HTTP ${status} ${statusText}`.trimEnd()))
    return outcome.answer
  }
}

/** Follows redirects if asked to, each as a request of its own through the whole pipeline. */
async function answerTo(ask: Ask, first: Hop, follow: boolean): Promise<Answer> {
  let hop = first
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(hop)
    const next = follow ? nextHop(hop, answer.status, answer.headers) : undefined
    if (next === undefined) return answer
    await discard(answer)
    if (redirects === MOST_REDIRECTS) {
      throw new VultrinoError('upstream_error', { reason: `more than ${MOST_REDIRECTS} redirects` })
    }
    hop = next
  }
}

async function deliver(
  { terminal, files }: CommandContext,
  args: CommandArguments,
  answer: Answer,
): Promise<number> {
  if (args.flag('fail') && answer.status >= 400) {
    await discard(answer)
    terminal.note(`error: the target answered ${answer.status}`)
    return HTTP_FAILED
  }
  if (args.flag('json')) {
    await terminal.write(`${await answerText(answer)}\n`)
    return 0
  }
  if (args.flag('include')) await terminal.write(headText(answer))
  const file = args.text('output')
  if (file === undefined || file === '-') await writeBody(answer, (chunk) => terminal.write(chunk))
  else await writeBodyTo(await files.create(file), answer)
  return 0
}
