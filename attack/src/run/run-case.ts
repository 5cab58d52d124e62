import { setTimeout as wait } from 'node:timers/promises'
import type { AttackCase, Dial, Frames, Own, Send, Step, Surface, Wire } from '../contract/attack-case.ts'
import type { CallerName } from '../contract/laboratory.ts'
import type { ProxyRequest, ProxyUnderTest, Returned, RunningProxy } from '../contract/proxy-under-test.ts'
import type { Verdict } from '../contract/verdict.ts'
import { fill, fillBinary, type Lookup } from '../laboratory/fill.ts'
import type { Laboratory } from '../laboratory/laboratory.ts'
import type { LeakSearch } from '../leak/find-leaks.ts'
import type { CarriedOut } from './carried-out.ts'
import { dial } from './dial.ts'
import { exchange, requestBytes } from './exchange.ts'
import { sendFrames } from './http2/send.ts'
import { judge, type Judgement } from './judge.ts'
import { noTrace } from './no-trace.ts'
import { notOpened, openWay, withForm } from './open-way.ts'
import { PROBES } from './probes/index.ts'

/** What a run has at hand. */
export interface Bench {
  readonly proxy: ProxyUnderTest
  readonly running: RunningProxy
  readonly lab: Laboratory
  readonly search: LeakSearch
  readonly keys: readonly string[]
}

const LIMIT = 10_000

/** Carries out one case on one surface and judges it. */
export async function runCase(bench: Bench, attack: AttackCase, surface: Surface | null): Promise<Verdict> {
  const began = performance.now()
  const verdict = ({ outcome, evidence }: Judgement): Verdict => ({
    case: attack.id,
    family: attack.family,
    kind: attack.kind,
    surface,
    outcome,
    evidence,
    took: Math.round(performance.now() - began),
  })
  const { lab, running, search } = bench
  lab.begin(attack)
  try {
    if (attack.expect.is === 'probe') {
      const probe = PROBES[attack.expect.probe]
      if (probe === undefined)
        return verdict({ outcome: 'not-applicable', evidence: ['this check is not written yet'] })
      return verdict(await probe(bench, attack, surface))
    }
    if (attack.expect.is === 'no-trace') return verdict(await noTrace(bench, attack.expect.of))
    const done = await carryOut(bench, attack, surface ?? 'reverse')
    const judgement = judge(attack, done, lab, search, bench.proxy.features, bench.keys)
    if (await running.alive()) return verdict(judgement)
    await running.restart()
    return verdict({
      outcome: 'crashed',
      evidence: ['the program ended or answers nobody', ...judgement.evidence],
    })
  } catch (error) {
    return verdict({ outcome: 'broke', evidence: [`in the laboratory: ${String(error)}`] })
  } finally {
    lab.end()
  }
}

async function carryOut(bench: Bench, attack: AttackCase, surface: Surface): Promise<CarriedOut[]> {
  const done: CarriedOut[] = []
  const limit = attack.limit ?? LIMIT
  const stop = new AbortController()
  let background: {
    readonly step: Step
    readonly request: ProxyRequest
    readonly result: Promise<Returned>
  } | null = null
  for (const step of attack.steps) {
    if (step.do === 'pause') await wait(step.ms)
    else if (step.do === 'own')
      done.push({ step, request: null, returned: await callOwn(bench, step, limit) })
    else if (step.do === 'finish') {
      if (background === null) throw new Error('nothing to finish')
      const over = setTimeout(() => stop.abort(), 3000)
      const returned = await background.result
      clearTimeout(over)
      const cut = !stop.signal.aborted
      done.push({ step: background.step, request: background.request, returned })
      // Told as a refusal that did not happen: the judge looks for a status.
      if (step.cut === true && !cut)
        done.push({
          step: { ...step, do: 'send', url: '', status: { refused: true } },
          request: null,
          returned: OPEN,
        })
    } else {
      const request = asRequest(bench, attack, step, limit, stop.signal)
      const result = sent(bench, surface, step, request)
      if ('background' in step && step.background) background = { step, request, result }
      else done.push({ step, request, returned: await result })
    }
  }
  return done
}

async function sent(
  bench: Bench,
  surface: Surface,
  step: Send | Wire | Dial | Frames,
  request: ProxyRequest,
): Promise<Returned> {
  const { lab, running } = bench
  if (step.do === 'send') return await running.send(surface, request)
  if (step.do === 'wire') return await sendBytes(bench, surface, step, request)
  const about = aboutProxy(lab, running)
  const opened = await openWay(running, surface, request, undefined, about)
  return step.do === 'websocket'
    ? await dial(opened, step, request, about)
    : await sendFrames(opened, step, request, about)
}

/** Stands for a stream that should have been cut, and went on. */
const OPEN: Returned = {
  all: [],
  answer: { status: 200, reason: '', headers: [], body: new Uint8Array(), trailers: [], interim: [] },
  ended: 'timeout',
  firstByte: null,
  lastByte: null,
  own: null,
}

function asRequest(
  { lab, running }: Bench,
  attack: AttackCase,
  step: Send | Wire | Dial | Frames,
  limit: number,
  signal: AbortSignal,
): ProxyRequest {
  const lookup = aboutProxy(lab, running)
  const send = step.do === 'send' ? step : null
  const chunked = send?.chunked
  const binary = (fields: Send['headers']): [string, string][] =>
    (fields ?? []).map(([name, value]) => [name, fillBinary(value, lookup)])
  return {
    method: send?.method ?? 'GET',
    url: fillBinary(step.url ?? '{{origin:named}}/', lookup),
    headers: binary(step.do === 'send' || step.do === 'websocket' ? step.headers : []),
    body: send?.body === undefined ? null : fill(send.body, lookup),
    ...(chunked === undefined ? {} : { chunked: { size: chunked.size, trailers: binary(chunked.trailers) } }),
    credential: step.ask === undefined ? attack.credential : fillBinary(step.ask, lookup),
    caller: step.caller ?? 'agent',
    limit,
    signal,
  }
}

const aboutProxy = (lab: Laboratory, running: RunningProxy): Lookup => {
  const own = running.own('data')
  return lab.lookup((name, argument) => {
    if (name === 'proxy') return own === null ? 'localhost:1' : `${own.host}:${String(own.port)}`
    return name === 'key' ? running.key(argument as CallerName) : null
  })
}

async function sendBytes(
  { lab, running }: Bench,
  surface: Surface,
  step: Wire,
  request: ProxyRequest,
): Promise<Returned> {
  const about = aboutProxy(lab, running)
  const opened = await openWay(running, surface, request, step.tunnel, about)
  const { socket, before, form } = opened
  const lookup = withForm(form, about)
  const bytes = fill(step.bytes, lookup)
  const method = /^[A-Za-z]+/.exec(bytes.subarray(0, 16).toString('latin1'))?.[0] ?? 'GET'
  if (socket === null) return notOpened(opened, method)
  const { piece, pause, then } = step
  const more = step.more?.map((each) => ({ pause: each.pause, bytes: fill(each.bytes, lookup) }))
  const came = await exchange({
    socket,
    host: '',
    port: 0,
    bytes,
    method,
    limit: request.limit,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    ...(piece === undefined ? {} : { piece }),
    ...(pause === undefined ? {} : { pause }),
    ...(more === undefined ? {} : { more }),
    ...(then === undefined ? {} : { then }),
  })
  return { ...came, all: [...before, ...came.all] }
}

async function callOwn({ lab, running }: Bench, step: Own, limit: number): Promise<Returned> {
  const to = running.own(step.port ?? 'data')
  if (to === null) throw new Error('the proxy has no endpoints of its own')
  const session = step.signedIn === true ? await running.signIn?.() : undefined
  const about = aboutProxy(lab, running)
  const lookup: Lookup = (name, argument) =>
    name === 'token' && session !== undefined ? session.token : about(name, argument)
  const given = (step.headers ?? []).map(([name, value]) => [name, fillBinary(value, lookup)] as const)
  const has = (name: string): boolean => given.some(([field]) => field.toLowerCase() === name)
  const headers = [
    ...(has('host') ? [] : [['Host', `${to.host}:${String(to.port)}`] as const]),
    ...(step.caller === null ? [] : [['Authorization', `Bearer ${running.key(step.caller)}`] as const]),
    ...(session === undefined ? [] : [['Cookie', session.cookie] as const]),
    ...(step.body === undefined || has('content-type')
      ? []
      : [['Content-Type', 'application/json'] as const]),
    ...given,
    ['Connection', 'close'] as const,
  ]
  const body = step.body === undefined ? null : fill(step.body, lookup)
  const bytes = requestBytes(step.method, fillBinary(step.path, lookup), headers, body)
  return await exchange({ host: to.host, port: to.port, bytes, method: step.method, limit })
}
