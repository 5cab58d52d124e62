import { SURFACES, type Surface } from '../../domain/audit-event.ts'
import { VultrinoError } from '../../domain/errors.ts'
import { parseToml } from '../../domain/policy/parse-toml.ts'
import { checkNames, isTable, type Table } from '../../domain/policy/reading.ts'
import type { Principal } from '../../domain/principal.ts'
import { answerQuestion, type Answer } from './answer-question.ts'
import type { PolicyDesk } from './policy-desk.ts'
import { factsOf, parseHeaders, parseTime } from './question.ts'

/** One expectation, and what came. */
export interface TestedCase {
  readonly name: string
  readonly expect: string
  readonly rule: string | null
  readonly answer: Answer
  readonly met: boolean
}

const KEYS = [
  'name',
  'credential',
  'url',
  'method',
  'headers',
  'body',
  'key',
  'role',
  'surface',
  'at',
  'expect',
  'policy',
  'rule',
] as const
const EXPECTED = ['allow', 'deny', 'ask']
const DOORS: readonly string[] = SURFACES
const MOST_CASES = 10_000

/**
 * Runs a table of expectations (`[[cases]]`) against the policies alone: no vault is opened, nothing is counted.
 * Throws `invalid_config` with the file, `invalid_request` for a URL that cannot be asked.
 */
export function testCases(
  desk: Pick<PolicyDesk, 'policies' | 'options' | 'now'>,
  file: string,
  text: string,
): readonly TestedCase[] {
  const refuse = (reason: string, hint?: string, line = 1): never => {
    throw new VultrinoError('invalid_config', { file, line, reason, ...(hint === undefined ? {} : { hint }) })
  }
  const document = parseToml(text, (line, reason) => refuse(reason, undefined, line))
  checkNames(document, ['cases'], 'a file of cases', refuse)
  const cases = document['cases']
  if (!Array.isArray(cases) || cases.length === 0)
    return refuse("'cases' must be a list of tables: [[cases]]")
  if (cases.length > MOST_CASES) refuse(`a file holds at most ${MOST_CASES} cases`)
  return cases.map((raw: unknown, index) => {
    const where = `case ${index + 1}`
    if (!isTable(raw)) return refuse(`${where} is not a table`)
    checkNames(raw, KEYS, where, refuse)
    return testOne(desk, raw, (reason) => refuse(`${where}: ${reason}`))
  })
}

function testOne(
  desk: Pick<PolicyDesk, 'policies' | 'options' | 'now'>,
  raw: Table,
  refuse: (reason: string) => never,
): TestedCase {
  const text = (key: string): string | undefined => {
    const value = raw[key]
    return value === undefined || typeof value === 'string'
      ? value
      : refuse(`'${key}' must be a text in quotes`)
  }
  const needed = (key: string): string => text(key) ?? refuse(`needs '${key}'`)
  const expect = needed('expect')
  if (!EXPECTED.includes(expect))
    refuse(`'expect' must be one of ${EXPECTED.map((one) => `"${one}"`).join(', ')}`)
  const surface = text('surface') ?? 'http'
  if (!DOORS.includes(surface))
    refuse(`'surface' must be one of ${SURFACES.map((one) => `"${one}"`).join(', ')}`)
  const headers = raw['headers'] ?? []
  if (!Array.isArray(headers) || !headers.every((line) => typeof line === 'string'))
    refuse(`'headers' must be a list such as ["X-Team: billing"]`)
  const at = raw['at'] instanceof Date ? raw['at'].toISOString() : text('at')
  const body = text('body')
  const credential = needed('credential')
  const facts = factsOf(
    {
      credential,
      url: needed('url'),
      method: text('method') ?? 'GET',
      headers: parseHeaders(headers),
      body: body === undefined ? null : new TextEncoder().encode(body),
      principal: somebody(text('key'), text('role')),
      surface: surface as Surface,
      at: parseTime(at, desk.now()),
    },
    desk,
  )
  const answer = answerQuestion(desk.policies, credential, facts, {})
  const [policy, rule] = [text('policy'), text('rule')]
  const met =
    answer.result === expect &&
    (policy === undefined || answer.policy === policy) &&
    (rule === undefined || answer.rule === rule)
  return {
    name: text('name') ?? `${text('method') ?? 'GET'} ${needed('url')}`,
    expect,
    rule: rule ?? null,
    answer,
    met,
  }
}

/** A key of that name and role, whether or not there is one. */
function somebody(key: string | undefined, role: string | undefined): Principal {
  if (key === undefined && role === undefined) return { kind: 'owner' }
  return {
    kind: 'key',
    keyId: '',
    keyName: key ?? '',
    keyPrefix: '',
    role: role ?? '',
    permissions: ['execute'],
    scopes: [],
    covers: () => true,
  }
}
