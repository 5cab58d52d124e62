import { ESLint } from 'eslint'
import { expect, it } from 'vitest'

/** The lint configuration is the rule; this shows that it is in force for `src/domain`, and only there. */
async function complaints(filePath: string, text: string): Promise<string[]> {
  const eslint = new ESLint({
    overrideConfig: {
      languageOptions: {
        parserOptions: { project: null, projectService: { allowDefaultProject: ['src/*/*.ts'] } },
      },
    },
  })
  const results = await eslint.lintText(text, { filePath })
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId ?? 'fatal'))
}

it.each([
  ['Date.now', 'export const at: number = Date.now()\n', 'no-restricted-properties'],
  ['new Date', 'export const at: Date = new Date()\n', 'no-restricted-syntax'],
  ['randomness', 'export const dice: number = Math.random()\n', 'no-restricted-properties'],
  ['fetch', 'export const go = (): unknown => fetch("http://h/")\n', 'no-restricted-globals'],
  ['console', 'export const say = (): void => console.log("x")\n', 'no-restricted-globals'],
  ['node modules', 'import "node:fs"\n', 'no-restricted-imports'],
])('%s is refused in domain', async (_, text, rule) => {
  expect(await complaints('src/domain/planted.ts', text)).toContain(rule)
})

it('the clock is allowed where time is an adapter', async () => {
  const found = await complaints('src/adapters/planted.ts', 'export const at: number = Date.now()\n')
  expect(found).not.toContain('no-restricted-properties')
})
