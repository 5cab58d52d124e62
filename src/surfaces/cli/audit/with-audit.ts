import type { CommandContext, OpenAudit } from '../command-context.ts'

/** Opens the audit log, does something with it, and closes it whatever happens. */
export async function withAudit<T>(
  context: CommandContext,
  act: (desk: OpenAudit) => Promise<T>,
): Promise<T> {
  const desk = await context.openAuditDesk()
  try {
    return await act(desk)
  } finally {
    await desk.close()
  }
}
