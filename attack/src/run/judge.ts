import type { AttackCase, Feature, StatusRule } from '../contract/attack-case.ts'
import type { Content } from '../contract/content.ts'
import type { Outcome } from '../contract/verdict.ts'
import { fill } from '../laboratory/fill.ts'
import type { Laboratory } from '../laboratory/laboratory.ts'
import type { LeakSearch } from '../leak/find-leaks.ts'
import { isRefused, type CarriedOut } from './carried-out.ts'
import { compareTwin } from './compare-twin.ts'
import { findAstray } from './find-astray.ts'
import { findDisobeyed } from './find-disobeyed.ts'

export interface Judgement {
  readonly outcome: Outcome
  readonly evidence: readonly string[]
}

/** Decides what came of a case. `keys`: of callers. `known`: secrets the caller brought along itself. */
export function judge(
  attack: AttackCase,
  done: readonly CarriedOut[],
  lab: Laboratory,
  search: LeakSearch,
  features: readonly Feature[],
  keys: readonly string[],
): Judgement {
  const known = broughtAlong(attack)
  const leaked = [
    ...done.flatMap(({ returned }) => (returned?.all ?? []).flatMap(({ where, bytes }) =>
      search.find(bytes).filter(({ secret }) => !known.has(secret)).map(({ secret, how }) => `the secret of ${secret} came back on ${where} (${how})`),
    )),
    ...findAstray(lab, search, keys, known),
    ...lab.knocks.map((place) => `a connection was opened to ${place}, where nobody has any business`),
  ] // prettier-ignore
  const wrong = done.map((each) => brokenRule(each, lab))
  leaked.push(...wrong.flatMap(({ forbidden }) => forbidden))
  if (attack.expect.is === 'obeyed') leaked.push(...findDisobeyed(attack, lab.observer.arrivals))
  if (attack.expect.is === 'at-most') leaked.push(...smuggled(attack.expect.requests, lab))
  if (attack.expect.is === 'blocked') leaked.push(...notBlocked(attack, done, lab, features))
  if (leaked.length > 0) return { outcome: 'leaked', evidence: [...new Set(leaked)] }
  if (lab.observer.mistakes.length > 0)
    return { outcome: 'broke', evidence: lab.observer.mistakes.map((text) => `in the laboratory: ${text}`) }
  const broken = [
    ...neverAsked(attack, lab),
    ...wrong.flatMap(({ missing }) => missing),
    ...done.flatMap(hung),
    ...expected(attack, done, lab),
  ]
  if (broken.length > 0) return { outcome: 'broke', evidence: broken }
  const answered = done.filter(({ returned }) => returned !== null)
  const refused =
    attack.expect.is !== 'untouched' &&
    answered.length > 0 &&
    lab.carriers(attack.credential).length === 0 &&
    answered.some(({ returned }) => returned !== null && isRefused(returned))
  return { outcome: refused ? 'blocked' : 'clean', evidence: [] }
}

/** Secrets that the caller of this case has anyway, as `{{secret:NAME}}` in its own requests. */
function broughtAlong({ steps }: AttackCase): ReadonlySet<string> {
  return new Set(
    [...JSON.stringify(steps).matchAll(/\{\{secret:([a-z0-9]+)\}\}/g)].map(([, name = '']) => name),
  )
}

const NONE = { forbidden: [] as string[], missing: [] as string[] }

function brokenRule(done: CarriedOut, lab: Laboratory): typeof NONE {
  const [status, answer] = [brokenStatus(done), brokenAnswer(done, lab)]
  return {
    forbidden: [...status.forbidden, ...answer.forbidden],
    missing: [...status.missing, ...answer.missing],
  }
}

/** What an answer of the proxy's own must have, and what it must not. */
function brokenAnswer({ step, returned }: CarriedOut, lab: Laboratory): typeof NONE {
  if (step.do !== 'own' || returned?.answer == null) return NONE
  const { headers } = returned.answer
  const all = returned.all.map(({ bytes }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  const holds = (text: Content | undefined): string[] => {
    const wanted = text === undefined ? null : fill(text, lab.lookup())
    return wanted !== null && all.some((bytes) => bytes.includes(wanted))
      ? [JSON.stringify(wanted.toString())]
      : []
  }
  const lacks = (step.fields ?? []).filter(
    ([name, pattern]) =>
      !headers.some(([given, value]) => given.toLowerCase() === name && new RegExp(pattern, 'i').test(value)),
  )
  return {
    forbidden: [
      ...holds(step.never).map((text) => `an answer holds ${text}`),
      ...lacks.map(([name]) => `an answer has no ${name} as it must be`),
    ],
    missing:
      step.holds === undefined || holds(step.holds).length > 0
        ? []
        : ['an answer is not the one meant, so nothing is proven'],
  }
}

function brokenStatus({ step, returned }: CarriedOut): typeof NONE {
  const rule: StatusRule | undefined = 'status' in step ? step.status : undefined
  if (rule === undefined || returned === null) return NONE
  const status = returned.answer?.status ?? 0
  const what = `a step was answered with ${String(status)}`
  if ('refused' in rule)
    return isRefused(returned) ? NONE : { ...NONE, forbidden: [`${what}, and must be refused`] }
  if ('not' in rule)
    return rule.not.includes(status) ? { ...NONE, forbidden: [`${what}, which must not be`] } : NONE
  return rule.is.includes(status)
    ? NONE
    : { ...NONE, missing: [`${what} in the place of ${rule.is.join(' or ')}`] }
}

function notBlocked(
  attack: AttackCase,
  done: readonly CarriedOut[],
  lab: Laboratory,
  features: readonly Feature[],
): string[] {
  const allowed = new Set(attack.expect.is === 'blocked' ? attack.expect.but : [])
  const came = lab.observer.arrivals.filter(({ origin }) => !allowed.has(origin))
  const found = came.map(
    ({ origin, method, target }) => `a request arrived at ${origin}: ${method} ${target.slice(0, 80)}`,
  )
  const last = done.findLast(({ returned }) => returned !== null)?.returned
  if (last?.answer != null && last.answer.status < 400)
    found.push(`the caller was answered with ${String(last.answer.status)}`)
  if (
    features.includes('refusal-status') &&
    last?.answer != null &&
    last.answer.status >= 500 &&
    last.answer.status !== 501
  ) {
    found.push(`the answer ${String(last.answer.status)} means that it tried`)
  }
  return found
}

/** An attack by names proves something only on a proxy that looks them up. */
const neverAsked = ({ kind, names, expect }: AttackCase, lab: Laboratory): string[] =>
  kind === 'benign' || names === undefined || expect.is === 'contained' || lab.names.asked.size > 0
    ? []
    : ['it never asked for the name, so nothing is proven']

const smuggled = (most: number, { observer: { arrivals } }: Laboratory): string[] =>
  arrivals
    .slice(most)
    .map(
      ({ origin, method, target }) =>
        `a request that nobody made arrived at ${origin}: ${method} ${target.slice(0, 80)}`,
    )

const hung = ({ returned, step }: CarriedOut): string[] =>
  returned?.ended === 'timeout' && !('background' in step) && returned.answer === null
    ? ['no answer came within the time']
    : []

function expected(attack: AttackCase, done: readonly CarriedOut[], lab: Laboratory): string[] {
  const { expect } = attack
  const carriers = lab.carriers(attack.credential)
  if (expect.is === 'scrubbed' || expect.is === 'delivered-clean') {
    if (carriers.length === 0) return ['the secret did not arrive where it belongs, so nothing is proven']
    const answers = done.flatMap(({ returned }) => (returned === null ? [] : [returned]))
    if (expect.is === 'delivered-clean') {
      return answers
        .filter(isRefused)
        .map(({ answer }) => `the target's answer did not come through (${String(answer?.status ?? 'none')})`)
    }
    const text = Buffer.concat(answers.flatMap(({ answer }) => (answer === null ? [] : [answer.body])))
    if (answers.some(isRefused)) return []
    return (expect.keeps ?? [])
      .filter((kept) => !text.includes(fill(kept, lab.lookup())))
      .map((kept) => `what stood around the secret is gone: ${JSON.stringify(kept).slice(0, 80)}`)
  }
  if (expect.is !== 'untouched') return []
  const sent = done.filter(({ step }) => step.do === 'send').length
  const came = lab.observer.arrivals.length
  if (sent === done.length && came > sent) return [`${String(sent)} requests arrived as ${String(came)}`]
  const asks = done.filter(({ step }) => step.do === 'send' || step.do === 'websocket')
  return asks.flatMap(({ request, returned }, turn) => {
    if (request === null || returned === null) return []
    const { arrivals, sent, websockets } = lab.observer
    return compareTwin(expect.same, request, arrivals[turn], sent[turn], returned, websockets[turn])
  })
}
