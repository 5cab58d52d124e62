/** Where the policies of a file, and their rules, begin: lines from 1. */
export interface PolicyLines {
  lineOf(policy: number, rule: number | null, key?: string): number
}

const HEADER = /^\s*\[\[\s*policies\s*(\.\s*rules\s*)?\]\]/
const INLINE = /^\s*policies\s*=/

/** Reads headers and keys only: where policies are written as inline tables, the line of the first is told. */
export function policyLines(text: string): PolicyLines {
  const lines = text.split('\n')
  const starts: { readonly line: number; readonly rules: number[] }[] = []
  let inline = 1
  for (const [index, line] of lines.entries()) {
    if (INLINE.test(line)) inline = index + 1
    const header = HEADER.exec(line)
    if (header === null) continue
    if (header[1] === undefined) starts.push({ line: index + 1, rules: [] })
    else starts.at(-1)?.rules.push(index + 1)
  }
  return {
    lineOf: (policy, rule, key) => {
      const start = starts[policy]
      const from = rule === null ? start?.line : (start?.rules[rule] ?? start?.line)
      if (from === undefined) return inline
      if (key === undefined) return from
      for (let at = from; at < lines.length && !/^\s*\[/.test(lines[at] ?? ''); at++) {
        if ((lines[at] ?? '').trimStart().replace(/^["']/, '').startsWith(key)) return at + 1
      }
      return from
    },
  }
}
