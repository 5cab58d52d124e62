import { VultrinoError } from '../../domain/errors.ts'
import { EMPTY_FORM, Form } from './form.ts'

/** Of one form; none of ours has as many. */
const MOST_FIELDS = 1000

/**
 * Reads what a form sent, up to `limit` bytes. Throws `invalid_request`, `payload_too_large`, `cancelled`; what was typed is
 * in no error.
 */
export async function readForm(request: Request, limit = Infinity): Promise<Form> {
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase()
  const text = await textOf(request, limit)
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

async function textOf({ body }: Request, limit: number): Promise<string> {
  if (body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    size += piece.byteLength
    if (size > limit)
      throw new VultrinoError('payload_too_large', { limit, hint: 'No form of the web UI is that large' })
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}
