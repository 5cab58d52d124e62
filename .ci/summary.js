// Reads Vitest's JSON report and prints the closing line; exits non-zero if anything failed or was skipped.
import { readFileSync } from 'node:fs'

const [, , report, status] = process.argv
let totals = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }
try {
  totals = JSON.parse(readFileSync(report, 'utf8'))
} catch {
  console.error('No test report was written: the run ended before the tests did.')
}
const skipped = totals.testResults.flatMap(({ assertionResults }) =>
  assertionResults
    .filter((test) => test.status !== 'passed' && test.status !== 'failed')
    .map((test) => test.fullName),
)
for (const name of skipped) console.error(`skipped: ${name}`)
// A failure outside any test (types, lint, a file that does not load) counts as one.
const failedSuites = totals.testResults.filter(
  ({ status: s, assertionResults }) => s === 'failed' && assertionResults.length === 0,
)
const failed = Math.max(
  totals.numFailedTests + failedSuites.length + skipped.length,
  Number(status) === 0 ? 0 : 1,
)
console.log(`${totals.numPassedTests} passed, ${failed} failed`)
process.exitCode = failed > 0 || totals.numPassedTests === 0 ? 1 : 0
