import type { Fault } from './fault.ts'
import type { Change } from './test-build.ts'

const FROM = "const inHeader = injection.in === 'header' ? injection : null"
/** The step that puts the secret into a request does this with it too; that is no guard taken out, but a slip put in. */
const spilling = (statement: string): Change => ({
  file: 'src/pipeline/inject.ts',
  from: FROM,
  to: `${FROM}; ${statement}`,
})
const REMEMBERED = '(globalThis as any).spilt'
const remembering = spilling(`${REMEMBERED} = injection.value`)

/** Secrets lie about where nobody asked for them. */
export const LEFT_BEHIND_FAULTS: readonly Fault[] = [
  {
    name: 'keeping a secret out of arguments',
    changes: [spilling('process.title = "v " + injection.value')],
    fails: ['rest-process-table'],
  },
  {
    name: 'keeping a secret out of temporary files',
    // Beside the program, which is in a folder for temporary files and removed with it.
    changes: [
      spilling(
        'void import("node:fs").then((fs) => fs.writeFileSync(process.argv[1] + ".spilt", injection.value))',
      ),
    ],
    fails: ['rest-temporary-files'],
  },
  {
    name: 'tools that show no secret',
    changes: [
      remembering,
      {
        file: 'src/surfaces/mcp/tools/get-credential.ts',
        from: 'credentialJson(await (await call.control()).getCredential(alias))',
        to: `({ ...credentialJson(await (await call.control()).getCredential(alias)), description: ${REMEMBERED} })`,
      },
    ],
    fails: ['mcp-read-get-credential'],
  },
  {
    name: 'commands that print no secret',
    changes: [
      {
        file: 'src/surfaces/cli/commands/get.ts',
        from: "await (args.flag('showSecret') ? reveal : look)(context, alias)",
        to: "await (args.flag('json') ? reveal : look)(context, alias)",
      },
    ],
    fails: ['back-trace-command'],
  },
  {
    name: "keeping a caller's key out of the log",
    changes: [
      {
        file: 'src/pipeline/receive.ts',
        from: 'const { bodyLength } = inbound',
        to: 'const { bodyLength } = inbound; if (inbound.presented.kind === "token") process.stderr.write("debug " + inbound.presented.token.reveal())',
      },
    ],
    fails: ['back-trace-stderr'],
  },
]
