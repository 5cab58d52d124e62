import { EXPORT_FORMATS, type ExportFormat } from '../../../../ports/audit-desk.ts'
import { auditQuery } from '../../audit/audit-query.ts'
import { withAudit } from '../../audit/with-audit.ts'
import type { CommandArguments } from '../../command-arguments.ts'
import type { CommandContext } from '../../command-context.ts'

/** `vultrino audit export` */
export async function run(context: CommandContext, args: CommandArguments): Promise<number> {
  const { terminal, files } = context
  const query = auditQuery(args, context.now())
  const format: ExportFormat = EXPORT_FORMATS.find((one) => one === args.text('format')) ?? 'jsonl'
  const output = args.text('output')
  return withAudit(context, async (desk) => {
    // A refusal leaves the file as it is.
    const pieces = await desk.export(query, format)
    if (output === undefined) {
      for await (const piece of pieces) await terminal.write(piece)
      return 0
    }
    const sink = await files.create(output)
    const encoder = new TextEncoder()
    try {
      for await (const piece of pieces) await sink.write(encoder.encode(piece))
    } finally {
      await sink.close()
    }
    return 0
  })
}
