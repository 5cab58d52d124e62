import type { Permission } from '../../../domain/principal.ts'
import type { Call } from '../call.ts'

export interface PromptArgument {
  readonly name: string
  readonly description: string
  readonly required: boolean
  /** What may stand there, as whoever asks. */
  readonly complete?: (call: Call) => Promise<readonly string[]>
}

/** One prompt: a text for the model, made for whoever asks. */
export interface Prompt {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Which permission it takes to be listed; `null`: none. */
  readonly needs: Permission | null
  /** As the audit log calls what it looks at. */
  readonly action: string
  readonly arguments: readonly PromptArgument[]
  /** `args`: those of `arguments` that were given, required ones among them. */
  readonly text: (args: Readonly<Record<string, string>>, call: Call) => Promise<string>
}
