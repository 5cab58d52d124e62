import type { AttackCase, Send, Step, Wire } from '../contract/attack-case.ts'
import type { Answer, Behaviour } from '../contract/behaviour.ts'
import type { Content, Transform } from '../contract/content.ts'
import type { CredentialName, OriginName } from '../contract/laboratory.ts'
import { Dice } from './dice.ts'
import { editText } from './edit-text.ts'
import {
  ANSWER_FIELDS,
  COMPRESSIONS,
  DECLARED,
  METHODS,
  REQUEST_FIELDS,
  SPELLINGS,
  spelt,
  STATUSES,
} from './words.ts'

/** One change of a case: which kind, and the seed of its choices. */
export interface Mutation {
  readonly kind: keyof typeof KINDS
  readonly seed: number
}

type Change = (attack: AttackCase, dice: Dice) => AttackCase
const WHOLE = /^\{\{secret(?::[a-z0-9]+)?\}\}$/

/** Applies `change` to one of the texts in a tree of data that `wanted` takes. */
function atOneText<T>(tree: T, dice: Dice, wanted: RegExp, change: (text: string) => Content): T {
  const places: string[][] = []
  const visit = (node: unknown, path: string[]): void => {
    if (typeof node === 'string') {
      if (wanted.test(node)) places.push(path)
    } else if (typeof node === 'object' && node !== null && !isSpelt(node)) {
      for (const [key, value] of Object.entries(node)) if (!FIXED.has(key)) visit(value, [...path, key])
    }
  }
  visit(tree, [])
  if (places.length === 0) return tree
  const [...path] = dice.one(places)
  const copy = structuredClone(tree)
  const last = path.pop()
  let parent = copy as Record<string, unknown>
  for (const key of path) parent = parent[key] as Record<string, unknown>
  if (last === undefined) return change(String(copy)) as T
  parent[last] = change(String(parent[last]))
  return copy
}
/** A spelling of a secret is left as it is: changed on the inside it would be another, which nobody promises to find. */
const isSpelt = (node: object): boolean =>
  'through' in node &&
  Array.isArray(node.through) &&
  node.through.some((step) => !COMPRESSIONS.includes(step as Transform))

/** What is not text of a message. */
const FIXED = new Set([
  'does',
  'do',
  'framing',
  'then',
  'through',
  'hex',
  'caller',
  'port',
  'status',
  'alphabet',
])

const onAnswers = (change: (answer: Answer, dice: Dice) => Behaviour): Change => (attack, dice) => {
  const names = Object.keys(attack.origins) as OriginName[]
  const name = names.length === 0 ? 'named' : dice.one(names)
  const behaviour: Behaviour = attack.origins[name] ?? { does: 'answer', body: 'ok {{secret}}' }
  const answer: Answer = behaviour.does === 'answer' ? behaviour : { does: 'answer', body: ['a ', '{{secret}}', ' b'] }
  return { ...attack, origins: { ...attack.origins, [name]: change(answer, dice) } }
} // prettier-ignore

const onStep =
  <T extends Step['do']>(kind: T, change: (step: Extract<Step, { do: T }>, dice: Dice) => Step): Change =>
  (attack, dice) => {
    const places = attack.steps.flatMap((step, at) => (step.do === kind ? [at] : []))
    if (places.length === 0) return attack
    const at = dice.one(places)
    const step = attack.steps[at] as Extract<Step, { do: T }>
    return { ...attack, steps: attack.steps.with(at, change(step, dice)) }
  }

/** Changes what is compressed, if it is: compressed data in the middle of other data is beyond what is promised. */
function inside(body: Content = '{{secret}}', change: (body: Content) => Content): Content {
  return typeof body === 'object' && 'of' in body && !isSpelt(body)
    ? { ...body, of: inside(body.of, change) }
    : change(body)
}

const PLAIN: readonly CredentialName[] = [
  'bearer',
  'header',
  'basic',
  'query',
  'punctuated',
  'long',
  'prefix',
  'big',
  'jwt',
  'hexadecimal',
  'policed',
]

const KINDS = {
  'answer-text': (attack, dice) => ({
    ...attack,
    origins: atOneText(attack.origins, dice, /(?:)/, (text) => editText(text, dice)),
  }),
  'answer-spelling': (attack, dice) => ({
    ...attack,
    origins: atOneText(attack.origins, dice, WHOLE, (text) => spelt(text, dice.one(SPELLINGS))),
  }),
  'answer-around': onAnswers((answer, dice) => {
    const noise = (): Content =>
      dice.below(2) === 0 ? editText('', dice) : { random: dice.below(300), seed: dice.below(1000) }
    return { ...answer, body: inside(answer.body, (body) => [noise(), body, noise()]) }
  }),
  'answer-far': onAnswers((answer, dice) => {
    const random = dice.one([1000, 4095, 16_383, 65_535, 65_536, 70_000]) - dice.below(60)
    return { ...answer, body: inside(answer.body, (body) => [{ random, seed: 5, alphabet: 'ab c\n' }, body]) }
  }),
  'answer-pieces': onAnswers((answer, dice) => ({
    ...answer,
    framing: dice.one(['chunked', 'chunked', 'length', 'close']),
    piece: 1 + dice.below(70),
  })),
  'answer-coding': onAnswers((answer, dice) => {
    const [declared, through] = dice.one(DECLARED)
    return {
      ...answer,
      headers: [...(answer.headers ?? []), ['Content-Encoding', declared]],
      body: { of: answer.body ?? '{{secret}}', through },
    }
  }),
  'answer-field': onAnswers((answer, dice) => ({
    ...answer,
    headers: [
      ...(answer.headers ?? []),
      [dice.one(ANSWER_FIELDS), [editText('a b', dice), spelt('{{secret}}', inLine(dice))]],
    ],
  })),
  'answer-trailer': onAnswers((answer, dice) => ({
    ...answer,
    framing: 'chunked',
    trailers: [...(answer.trailers ?? []), [dice.one(ANSWER_FIELDS), spelt('{{secret}}', inLine(dice))]],
  })),
  'answer-interim': onAnswers((answer, dice) => ({
    ...answer,
    interim: [{ status: dice.one([100, 102, 103, 150]), headers: [['X-Echo', '{{secret}}']] }],
  })),
  'answer-status': onAnswers((answer, dice) => ({
    ...answer,
    status: dice.one(STATUSES),
    reason: ['Said ', spelt('{{secret}}', inLine(dice))],
  })),
  'send-url': onStep('send', (step, dice) => ({
    ...step,
    url: typeof step.url === 'string' ? editText(step.url, dice) : step.url,
  })),
  'send-field': onStep('send', (step, dice) => ({
    ...step,
    headers: [...(step.headers ?? []), dice.one(REQUEST_FIELDS)],
  })),
  'send-method': onStep('send', (step, dice) => ({ ...step, method: dice.one(METHODS) })),
  'send-body': onStep('send', (step, dice) => withBody(step, dice)),
  'send-ask': onStep('send', (step, dice) => ({ ...step, ask: editText('bearer', dice) })),
  'send-caller': onStep('send', (step, dice) => ({
    ...step,
    caller: dice.one(['agent', 'scoped', 'passing', 'reader'] as const),
  })),
  'wire-bytes': onStep('wire', (step, dice) => ({
    ...step,
    bytes: atOneText({ bytes: step.bytes }, dice, /(?:)/, (text) => editText(text, dice)).bytes,
  })),
  'wire-pieces': onStep('wire', (step, dice) => ({ ...step, piece: 1 + dice.below(60) })),
  'step-twice': (attack, dice) => ({
    ...attack,
    steps: attack.steps.length > 6 ? attack.steps : [...attack.steps, dice.one(attack.steps)],
  }),
  // A spelling of the pair means something for those alone who have one.
  credential: (attack, dice) =>
    JSON.stringify(attack.origins).includes('{{pair}}') ? attack : { ...attack, credential: dice.one(PLAIN) },
} satisfies Readonly<Record<string, Change>>

export const MUTATIONS = Object.keys(KINDS) as readonly (keyof typeof KINDS)[]

const inLine = (dice: Dice): (typeof SPELLINGS)[number] => dice.one(SPELLINGS)

function withBody(step: Send, dice: Dice): Send {
  const rest = without(step, 'chunked')
  const body: Content =
    step.body === undefined || dice.below(2) === 0
      ? [editText('{"danger":"no"}', dice), { random: dice.below(400), seed: dice.below(99) }]
      : atOneText({ body: step.body }, dice, /(?:)/, (text) => editText(text, dice)).body
  const method = step.method ?? 'POST'
  return dice.below(3) === 0
    ? { ...rest, method, body, chunked: { size: 1 + dice.below(50) } }
    : { ...rest, method, body }
}

function without<T extends Send | Wire>(step: T, name: 'status' | 'chunked'): T {
  return Object.fromEntries(Object.entries(step).filter(([key]) => key !== name)) as unknown as T
}

const MOST_STEPS = 8

/** A case with these changes, of which only a leak, a crash or a hang is asked any more. */
export function mutate(seed: AttackCase, mutations: readonly Mutation[]): AttackCase {
  const eased: AttackCase = {
    ...seed,
    kind: 'attack',
    expect: { is: 'contained' },
    limit: 9000,
    steps: seed.steps.slice(0, MOST_STEPS).map(easedStep),
  }
  return mutations.reduce((attack, { kind, seed: choices }) => KINDS[kind](attack, new Dice(choices)), eased)
}

/** A changed step may well be allowed; and a connection that stays open proves nothing but patience. */
function easedStep(step: Step): Step {
  if (step.do !== 'send' && step.do !== 'wire') return step
  const rest = without(step, 'status')
  return rest.do === 'wire' ? { ...rest, then: rest.then === 'reset' ? 'reset' : 'end' } : rest
}
