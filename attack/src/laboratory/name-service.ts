import type { NameAnswer, NamePlan, Names } from '../contract/names.ts'
import type { DnsQuestion } from '../upstreams/dns-message.ts'

const NO_SUCH_NAME: NameAnswer = { code: 3 }
const NO_RECORDS: NameAnswer = []

/** Decides what the laboratory's name server says: the names of the case under way, then those that always stand. */
export class NameService {
  readonly #standing: Names
  #names: Names = {}
  #turns = new Map<string, number>()
  /** The names that were asked for during the case. */
  asked = new Set<string>()

  constructor(standing: Names) {
    this.#standing = standing
  }

  begin(names: Names = {}): void {
    this.#names = names
    this.#turns = new Map()
    this.asked = new Set()
  }

  /** A question that comes again by TCP is the one that was asked by UDP. */
  answer({ name, type }: DnsQuestion, by: 'udp' | 'tcp'): NameAnswer {
    this.asked.add(name)
    const plan = find(this.#names, name) ?? find(this.#standing, name)
    if (plan === undefined) return NO_SUCH_NAME
    const turns = type === null ? undefined : plan[type]
    if (turns === undefined) return NO_RECORDS
    const key = `${name} ${String(type)}`
    const turn = (this.#turns.get(key) ?? 0) + (by === 'udp' ? 1 : 0)
    this.#turns.set(key, turn)
    return turns[Math.min(Math.max(turn, 1), turns.length) - 1] ?? NO_RECORDS
  }
}

function find(names: Names, name: string): NamePlan | undefined {
  if (Object.hasOwn(names, name)) return names[name]
  const labels = name.split('.')
  for (let at = 1; at < labels.length; at += 1) {
    const pattern = `*.${labels.slice(at).join('.')}`
    if (Object.hasOwn(names, pattern)) return names[pattern]
  }
  return undefined
}
