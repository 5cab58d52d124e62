import { html } from 'hono/html'
import type { CredentialInfo } from '../../../../domain/credential.ts'
import { LONGEST_ALIAS } from '../../../../domain/alias.ts'
import { field } from '../../components/field.ts'
import { textArea } from '../../components/text-area.ts'
import { Form } from '../../form.ts'
import type { Html } from '../../page.ts'
import { metadataText } from './metadata-text.ts'
import { placementOf } from './placement.ts'

type Errors = Readonly<Record<string, string>>

export const PLACEMENT_FIELDS = ['place', 'header_name', 'header_prefix', 'query_param'] as const
/** Fields that every type has; nothing secret belongs in them. */
export const COMMON_FIELDS = [
  'alias',
  'description',
  'metadata',
  'hosts',
  'addresses',
  ...PLACEMENT_FIELDS,
] as const

export function aliasField(form: Form, errors: Errors, hint: string): Html {
  return field({
    name: 'alias',
    label: 'Alias',
    hint,
    required: true,
    value: form.text('alias'),
    error: errors['alias'],
    attributes: { maxlength: LONGEST_ALIAS, spellcheck: 'false', autocapitalize: 'none' },
  })
}

export function descriptionField(form: Form, errors: Errors): Html {
  return field({
    name: 'description',
    label: 'Description',
    hint: 'Agents that may list credentials read it too.',
    value: form.text('description'),
    error: errors['description'],
    attributes: { maxlength: 1024 },
  })
}

export function metadataField(form: Form, errors: Errors): Html {
  return textArea({
    name: 'metadata',
    label: 'Metadata',
    hint: html`Notes of your own, one a line: <code>team: payments</code>`,
    value: form.text('metadata'),
    error: errors['metadata'],
    code: true,
  })
}

export function hostsField(form: Form, errors: Errors, hint: string, required = false): Html {
  return textArea({
    name: 'hosts',
    label: required ? 'More hosts' : 'Hosts that may receive it',
    hint,
    required,
    value: form.text('hosts'),
    error: errors['hosts'],
    code: true,
    rows: 2,
  })
}

/** Seldom needed: closed, unless something is in it. */
export function addressesField(form: Form, errors: Errors): Html {
  const open = form.text('addresses') !== '' || errors['addresses'] !== undefined
  const inner = textArea({
    name: 'addresses',
    label: 'Private address ranges',
    hint: html`Only if these hosts resolve to addresses of your own network: <code>10.0.0.0/8</code>, one a
      line.`,
    value: form.text('addresses'),
    error: errors['addresses'],
    code: true,
    rows: 2,
  })
  return open
    ? html`<details class="more" open>
        <summary>Hosts in a private network</summary>
        ${inner}
      </details>`
    : html`<details class="more">
        <summary>Hosts in a private network</summary>
        ${inner}
      </details>`
}

/** A stored credential as its edit form has it. */
export function formOf({ alias, description, metadata }: CredentialInfo): Form {
  const placement = placementOf(metadata)
  return new Form(
    new Map(
      Object.entries({
        alias,
        description: description ?? '',
        metadata: metadataText(metadata),
        ...placement,
      }).map(([name, value]) => [name, [value]]),
    ),
  )
}
