import type { Verdict } from '../contract/verdict.ts'

/** What can be behind `leaked`, by the words of the evidence; the first that fits. */
export const KINDS = [
  { kind: 'a secret arrived where it must not', words: /arrived at (?!\S+: )|was sent under another Host/ },
  { kind: 'a secret came back to the caller', words: /came (?:back|out) on/ },
  { kind: 'a secret was left behind', words: /stands in|others can read/ },
  { kind: 'something was done that must be refused', words: /./ },
] as const

export type Kind = (typeof KINDS)[number]['kind']

/** The worst thing that happened in a case that leaked. */
export function kindOf({ evidence }: Verdict): Kind {
  const found = KINDS.find(({ words }) => evidence.some((line) => words.test(line)))
  return (found ?? KINDS[3]).kind
}
