import { html } from 'hono/html'
import type { JsonValue } from '../../../../domain/credential.ts'
import { CREDENTIAL_TYPES, type CredentialTypeName } from '../../../../domain/credential-types/index.ts'
import { PLACEMENT_KEYS } from '../../../../domain/credential-types/header-placement.ts'
import { checkbox } from '../../components/checkbox.ts'
import { field } from '../../components/field.ts'
import { fieldSet } from '../../components/field-set.ts'
import type { Form } from '../../form.ts'
import type { Html } from '../../page.ts'

/** Where a key goes in a request, as a form has it. */
export interface Placement {
  readonly place: 'bearer' | 'header' | 'query'
  readonly header_name: string
  readonly header_prefix: string
  readonly query_param: string
}

type Metadata = Readonly<Record<string, JsonValue>>
type PlacementKey = (typeof PLACEMENT_KEYS)[number]

/** Whether credentials of a type can be told where to go. */
export const takesPlacement = (type: CredentialTypeName): boolean =>
  CREDENTIAL_TYPES[type].metadataProblem({ header_name: 'X-Key' }, {}) === undefined

export function placementOf(metadata: Metadata): Placement {
  const text = (key: PlacementKey): string => {
    const value = metadata[key]
    return typeof value === 'string' ? value : ''
  }
  const named = metadata['header_name'] !== undefined || metadata['header_prefix'] !== undefined
  return {
    place: metadata['query_param'] !== undefined ? 'query' : named ? 'header' : 'bearer',
    header_name: text('header_name'),
    header_prefix: text('header_prefix'),
    query_param: text('query_param'),
  }
}

export function placementTyped(form: Form): Placement {
  const place = form.text('place')
  return {
    place: place === 'header' || place === 'query' ? place : 'bearer',
    header_name: form.text('header_name'),
    header_prefix: form.text('header_prefix'),
    query_param: form.text('query_param'),
  }
}

/** What is to be stored of it. What was chosen is kept even if its field is empty: the control plane says what lacks. */
export function placementMetadata(placement: Placement): Readonly<Partial<Record<PlacementKey, string>>> {
  const { place, header_name, header_prefix, query_param } = placement
  if (place === 'bearer') return {}
  if (place === 'query') return { query_param }
  return { header_name, ...(header_prefix === '' ? {} : { header_prefix }) }
}

/** The same as changes: what is not to be there any more is `null`. */
export function placementChanges(placement: Placement): Readonly<Record<PlacementKey, string | null>> {
  const kept = placementMetadata(placement)
  const { header_name = null, header_prefix = null, query_param = null } = kept
  return { header_name, header_prefix, query_param }
}

export function placementFields(placement: Placement, errors: Readonly<Record<string, string>>): Html {
  const choice = (value: Placement['place'], label: string): Html =>
    checkbox({ kind: 'radio', name: 'place', value, label, checked: placement.place === value })
  return html`<div class="placement">
    ${fieldSet({
      id: 'field-place',
      legend: 'Where the key goes',
      body: html` ${choice('bearer', 'Authorization: Bearer, as most services want it')}
        ${choice('header', 'Another header or prefix')}
        <div class="placement-header field-row">
          ${field({ name: 'header_name', label: 'Header name', value: placement.header_name, hint: 'X-API-Key', error: errors['header_name'] })}
          ${field({ name: 'header_prefix', label: 'Prefix', value: placement.header_prefix, hint: 'Before the key; empty for none', error: errors['header_prefix'] })}
        </div>
        ${choice('query', 'A query parameter')}
        <div class="placement-query">
          ${field({ name: 'query_param', label: 'Parameter name', value: placement.query_param, hint: 'api_key', error: errors['query_param'] })}
        </div>`,
    })}
  </div>`
}
