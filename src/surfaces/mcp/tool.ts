import { z } from 'zod'
import { VultrinoError } from '../../domain/errors.ts'
import type { Permission } from '../../domain/principal.ts'
import type { Counted } from '../../pipeline/gate.ts'
import { schemaProblem } from '../json/schema-problem.ts'
import type { Call } from './call.ts'
import * as field from './fields.ts'

/** What a client may assume of a tool before it calls it (MCP, `ToolAnnotations`). */
export interface Annotations {
  readonly readOnlyHint: boolean
  readonly destructiveHint: boolean
  readonly idempotentHint: boolean
  /** It reaches beyond this server. */
  readonly openWorldHint: boolean
}

type Arguments = Readonly<Record<string, unknown>>

interface Row<S extends z.ZodRawShape> {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Which permission it takes to be listed; whether a call is allowed is asked elsewhere. `null`: none. */
  readonly needs: Permission | null
  /** As the audit log calls what it does. */
  readonly action: string
  /** Against which limit a call with wrong arguments counts. */
  readonly counted: Counted
  readonly input: z.ZodObject<S>
  readonly output: z.ZodObject
  readonly annotations: Annotations
  readonly run: (args: z.output<z.ZodObject<S>>, call: Call) => Promise<object>
}

/** One tool: everything that listing, reading arguments and calling need. */
export interface Tool extends Omit<Row<z.ZodRawShape>, 'run'> {
  /** Reads the arguments and does it. Throws `invalid_request`, and what doing it throws. */
  call(args: Arguments, call: Call): Promise<object>
}

export function tool<S extends z.ZodRawShape>({ run, ...row }: Row<S>): Tool {
  const input = row.input.extend({ api_key: field.apiKey.optional() })
  return {
    ...row,
    input: input,
    call: async (args, call) => {
      const given = withoutNulls(args)
      const read = input.safeParse(given)
      if (read.success) return run(read.data as unknown as z.output<z.ZodObject<S>>, call)
      // Who is not let in is told that, and nothing of what is wrong besides.
      await call.enter(row.counted)
      throw misused(read.error.issues, given, Object.keys(input.shape))
    },
  }
}

/** A model gives null where it means nothing (the reference's own sample does): an argument that is null is not given. */
function withoutNulls(args: Arguments): Arguments {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null))
}

function misused(
  issues: readonly z.core.$ZodIssue[],
  given: Arguments,
  names: readonly string[],
): VultrinoError {
  const naming = { fields: new Set(names), at: () => names, noun: 'argument' }
  const reason = schemaProblem(issues, given, naming)
  const [first] = issues.flatMap(({ path }) => path.slice(0, 1))
  const about = names.find((name) => name === first)
  return new VultrinoError('invalid_request', about === undefined ? { reason } : { reason, argument: about })
}

/** The API key among the arguments of a call, whatever else is wrong with them. */
export function apiKeyOf(args: Arguments): string | undefined {
  const given = args['api_key']
  return typeof given === 'string' ? given : undefined
}

/** A schema as clients are shown it (JSON Schema 2020-12). */
export function shown(schema: z.ZodObject): { readonly type: 'object'; readonly [key: string]: unknown } {
  const published = Object.entries(z.toJSONSchema(schema, { io: 'input' })).filter(
    ([key]) => key !== '$schema',
  )
  return { required: [], ...Object.fromEntries(published), type: 'object' }
}
