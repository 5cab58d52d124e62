import { html } from 'hono/html'
import { parseAccessName } from '../../../../domain/access-name.ts'
import { VultrinoError } from '../../../../domain/errors.ts'
import { button } from '../../components/button.ts'
import { field } from '../../components/field.ts'
import { linkButton } from '../../components/link-button.ts'
import { pageHeading } from '../../components/page-heading.ts'
import { problemList, type Problem } from '../../components/problem-list.ts'
import { select } from '../../components/select.ts'
import type { Html, Shown, Visit } from '../../page.ts'
import { problemAt, refusalOf, type FieldChecks } from '../roles/form-problems.ts'
import { permissionText } from '../roles/role-words.ts'
import { creationField, creationOf, isUsedUp, USED_UP } from './creation-field.ts'
import { expiryFields, expiryOf, typedExpiry, type ExpiryEntry } from './expiry-fields.ts'
import { madeKey } from './made-key.ts'

interface KeyEntry {
  readonly name: string
  readonly role: string
  readonly expiry: ExpiryEntry
}

/** `GET /keys/new`. `role`: the one to begin with. */
export const newKey = (visit: Visit): Promise<Shown> =>
  page(visit, {
    name: '',
    role: visit.query.get('role') ?? '',
    expiry: { preset: '90d', date: '' },
  })

/** `POST /keys/new`. The same form twice is one key; its token is in the first answer, and nowhere else. */
export async function createKey(visit: Visit): Promise<Shown> {
  const { form, control, deps } = visit
  const entry: KeyEntry = { name: form.text('name'), role: form.text('role'), expiry: typedExpiry(form) }
  const now = deps.now()
  try {
    const expiresAt = expiryOf(entry.expiry, now)
    const made = await control.createKey({ name: entry.name, role: entry.role, expiresAt }, creationOf(form))
    return madeKey(visit, made)
  } catch (thrown) {
    if (isUsedUp(thrown)) return page(visit, entry, [{ text: USED_UP }], 422, true)
    const about = thrown instanceof VultrinoError && thrown.details['kind'] === 'role' ? 'role' : 'name'
    const { problems, status } = refusalOf(visit, thrown, keyChecks(entry, now), about)
    return page(visit, entry, problems, status)
  }
}

const keyChecks = ({ name, expiry }: KeyEntry, now: number): FieldChecks => ({
  name: () => parseAccessName(name, 'API key'),
  expires_on: () => expiryOf(expiry, now),
})

async function page(
  visit: Visit,
  entry: KeyEntry,
  problems: readonly Problem[] = [],
  status?: number,
  afresh = false,
): Promise<Shown> {
  const body = html`${pageHeading({
      title: 'New API key',
      intro: 'The key is shown once, when it is made.',
      back: { href: '/keys', text: 'API keys' },
    })}
    ${problemList(problems)}
    <form method="post" action="/keys/new" class="form">
      ${visit.csrf} ${creationField(visit, afresh)}
      ${field({
        name: 'name',
        label: 'Name',
        value: entry.name,
        required: true,
        hint: 'Who uses it. It stands in the audit log beside each request.',
        error: problemAt(problems, 'name'),
        attributes: { maxlength: 64, spellcheck: 'false', autocapitalize: 'none' },
      })}
      ${await roleField(visit, entry.role, problemAt(problems, 'role'))}
      ${expiryFields(entry.expiry, problems)}
      <div class="actions">
        ${button({ text: 'Create key', tone: 'primary' })}
        ${linkButton({ text: 'Cancel', href: '/keys', tone: 'quiet' })}
      </div>
    </form>`
  return {
    kind: 'page',
    title: 'New API key',
    place: 'keys',
    body,
    ...(status === undefined ? {} : { status }),
  }
}

async function roleField({ control }: Visit, selected: string, error: string | undefined): Promise<Html> {
  const roles = await control.listRoles()
  const scoped = (scopes: readonly string[]): string =>
    scopes.length === 0 ? 'all credentials' : scopes.join(' ')
  return select({
    name: 'role',
    label: 'Role',
    required: true,
    selected,
    error,
    hint: html`What the key may do. <a href="/roles/new">New role</a>`,
    options: [
      { value: '', text: 'Choose a role' },
      ...roles.map(({ name, permissions, scopes }) => ({
        value: name,
        text: `${name} (${permissionText(permissions)}; ${shortened(scoped(scopes))})`,
      })),
    ],
  })
}

const LONGEST_OPTION = 60
const shortened = (text: string): string =>
  text.length <= LONGEST_OPTION ? text : `${text.slice(0, LONGEST_OPTION)}…`
