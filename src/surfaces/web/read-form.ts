import { VultrinoError } from '../../domain/errors.ts'
import { EMPTY_FORM, Form } from './form.ts'

/** Of one form; none of ours has as many. */
const MOST_FIELDS = 1000

/** Reads what a form sent. Throws `invalid_request`; what was typed is in no error. */
export async function readForm(request: Request): Promise<Form> {
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase()
  const text = await request.text()
  if (text === '') return EMPTY_FORM
  if (type !== 'application/x-www-form-urlencoded') {
    throw new VultrinoError('invalid_request', { reason: 'forms are application/x-www-form-urlencoded' })
  }
  const fields = new Map<string, string[]>()
  let count = 0
  for (const [name, value] of new URLSearchParams(text)) {
    if (++count > MOST_FIELDS)
      throw new VultrinoError('invalid_request', { reason: 'the form has too many fields' })
    const values = fields.get(name)
    if (values === undefined) fields.set(name, [value])
    else values.push(value)
  }
  return new Form(fields)
}
