import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, it } from 'vitest'

const FILE = 'src/pipeline/skip.test-d.ts'

/** Compiles the type test, its text changed by `edit`, with the project's own settings. */
function errorsIn(edit: (text: string) => string): string[] {
  const settings = ts.getParsedCommandLineOfConfigFile(
    'tsconfig.test.json',
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
      },
    },
  )
  if (settings === undefined) throw new Error('tsconfig.test.json cannot be read')
  const host = ts.createCompilerHost(settings.options)
  const read = host.readFile.bind(host)
  host.readFile = (path) => (path.endsWith(FILE) ? edit(readFileSync(FILE, 'utf8')) : read(path))
  host.getSourceFile = (path, target) => {
    const text = host.readFile(path)
    return text === undefined ? undefined : ts.createSourceFile(path, text, target)
  }
  const program = ts.createProgram([FILE], settings.options, host)
  const source = program.getSourceFiles().find(({ fileName }) => fileName.endsWith(FILE))
  return program
    .getSemanticDiagnostics(source)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

it('no step accepts what an earlier step returned', () => {
  expect(errorsIn((text) => text)).toEqual([])
})

it('each of those refusals is the compiler’s own', () => {
  const expectations = readFileSync(FILE, 'utf8').match(/@ts-expect-error/g)?.length ?? 0
  expect(expectations).toBeGreaterThanOrEqual(8)
  expect(errorsIn((text) => text.replaceAll('@ts-expect-error', 'planted'))).toHaveLength(expectations)
})
