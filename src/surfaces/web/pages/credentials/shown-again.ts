import { showsKey } from '../../../../domain/parse-description.ts'
import { Form } from '../../form.ts'

/** Shorter texts are in others by chance. */
const SHORTEST = 4

/**
 * What of a refused form is put into the form again: the fields of these names, but none that holds a secret typed in
 * the same form (`secrets`: names of its fields), or what looks like a key of a known service, put in the wrong place.
 */
export function shownAgain(form: Form, names: readonly string[], secrets: readonly string[]): Form {
  const typed = secrets
    .map((name) => form.secret(name)?.reveal() ?? '')
    .filter((secret) => secret.length >= SHORTEST)
  const holdsSecret = (text: string): boolean =>
    showsKey(text) || typed.some((secret) => text.includes(secret))
  return new Form(
    new Map(names.flatMap((name) => (holdsSecret(form.text(name)) ? [] : [[name, [form.text(name)]]]))),
  )
}
