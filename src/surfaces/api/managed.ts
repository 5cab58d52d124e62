import { VultrinoError } from '../../domain/errors.ts'
import { headerValues, type HeaderList } from '../../domain/header-list.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ControlPlane, Creation } from '../../ports/control-plane.ts'
import { noting } from '../json/noting.ts'
import { readBody, type BodyForm, type BodyShape } from './read-body.ts'
import type { Done, Route, Serve } from './route.ts'

const LARGEST_BODY = 1024 * 1024
/** Printable ASCII. */
const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/

/** What an act of the control plane is called with. */
interface Call<T> {
  readonly control: ControlPlane
  readonly name: string
  readonly body: T
  readonly creation: Creation
}

type Row<T> = Omit<Route, 'serve' | 'body'> & { readonly act: (call: Call<T>) => Promise<Done> }

/** An endpoint that is one act of the control plane, without a body. */
export function managed({ act, ...row }: Row<undefined>): Route {
  return { ...row, serve: serving(act, () => Promise.resolve(undefined)) }
}

/** The same with a body of the given form. */
export function managedBody<T>(
  form: BodyForm<T> & NonNullable<Route['body']>,
  { act, ...row }: Row<T>,
): Route {
  const shape: BodyShape<T> = { schema: form, form: () => form }
  return {
    ...row,
    body: form,
    errors: [...row.errors, 'payload_too_large', 'request_timeout', 'too_many_bodies'],
    serve: serving(act, (request, caller) => readBody(request, { shape, limit: LARGEST_BODY, caller })),
  }
}

function serving<T>(
  act: (call: Call<T>) => Promise<Done>,
  read: (request: Parameters<Serve>[0], caller: Principal) => Promise<T>,
): Serve {
  return async (request, name, { gate, control }, known) => {
    const { requestId, ip, presented } = request
    const caller = await gate.identify(presented, ip)
    known.principal = caller
    known.quota = gate.admit(caller, 'management')
    const creation = readCreation(request.headers)
    const body = await read(request, caller)
    // A body takes as long as its sender likes, and the sender may have lost the right to this meanwhile, by another
    // process too: what a key that is gone made would outlive it.
    const principal = await gate.recheckFresh(caller)
    if (principal === undefined) throw new VultrinoError('unauthorized')
    known.principal = principal
    const plane = control({ surface: 'api', ip, principal, requestId })
    return act({ control: noting(plane, () => (known.recorded = true)), name, body, creation })
  }
}

function readCreation(headers: HeaderList): Creation {
  const keys = headerValues(headers, 'idempotency-key')
  const [idempotencyKey] = keys
  if (idempotencyKey === undefined) return {}
  if (keys.length > 1 || !IDEMPOTENCY_KEY.test(idempotencyKey)) {
    throw new VultrinoError('invalid_request', {
      reason: 'an Idempotency-Key is 1 to 255 printable ASCII characters, sent once',
    })
  }
  return { idempotencyKey }
}
