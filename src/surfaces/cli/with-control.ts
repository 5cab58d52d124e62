import type { CommandContext, OpenControl } from './command-context.ts'

/** Opens the control plane, does something with it, and closes it whatever happens. */
export async function withControl<T>(
  context: CommandContext,
  act: (control: OpenControl) => Promise<T>,
): Promise<T> {
  const control = await context.openControl()
  try {
    return await act(control)
  } finally {
    await control.close()
  }
}
