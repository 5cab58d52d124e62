import { readFileSync } from 'node:fs'
import { OUTCOMES, type Report } from '../contract/verdict.ts'

/** Reads what `--json` wrote, in the order given. Throws with the name of a file that is none, and where a proxy comes twice. */
export function readReports(files: readonly string[]): Report[] {
  const reports = files.map((file) => {
    const given: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (!isReport(given)) throw new Error(`${file} is no report of the attack suite`)
    // Some programs say their name with their version.
    return { ...given, version: given.version.replace(`${given.proxy} `, '') }
  })
  const names = reports.map(({ proxy }) => proxy)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new Error(`two reports are about ${twice}`)
  return reports
}

function isReport(given: unknown): given is Report {
  if (typeof given !== 'object' || given === null) return false
  if (!('proxy' in given && 'version' in given && 'began' in given && 'verdicts' in given)) return false
  const { verdicts } = given
  return (
    Array.isArray(verdicts) &&
    verdicts.every(
      (each: unknown) =>
        typeof each === 'object' &&
        each !== null &&
        'outcome' in each &&
        (OUTCOMES as readonly unknown[]).includes(each.outcome),
    )
  )
}
