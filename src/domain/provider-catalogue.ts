import type { Metadata } from './credential-types/credential-type.ts'
import type { Secret } from './secret.ts'

/** A service whose keys are known by their shape. */
export interface Provider {
  readonly name: string
  /** Origins that its keys are for. */
  readonly hosts: readonly string[]
  /** How its keys travel, where that is not `Authorization: Bearer`. */
  readonly metadata: Metadata
}

interface Row extends Provider {
  /** What its keys begin with. */
  readonly prefixes: readonly string[]
  /** What a whole key looks like, where the beginning alone would not tell. */
  readonly shape?: RegExp
}

const BEARER: Metadata = {}

/**
 * Well-known key shapes, each issued by one service for hosts that are always the same. Shapes that several
 * services share (`sk-` alone, `AIza`, `key-`) are left out: a wrong guess would send a key to a stranger.
 * The first row that fits decides.
 */
const CATALOGUE: readonly Row[] = [
  {
    name: 'GitHub',
    prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'github_pat_'],
    hosts: ['api.github.com'],
    metadata: BEARER,
  },
  {
    name: 'Stripe',
    prefixes: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    hosts: ['api.stripe.com'],
    metadata: BEARER,
  },
  // OAuth tokens are the one kind of Anthropic's that goes as a bearer token.
  { name: 'Anthropic', prefixes: ['sk-ant-oat'], hosts: ['api.anthropic.com'], metadata: BEARER },
  {
    name: 'Anthropic',
    prefixes: ['sk-ant-'],
    hosts: ['api.anthropic.com'],
    metadata: { header_name: 'x-api-key' },
  },
  { name: 'OpenRouter', prefixes: ['sk-or-v1-'], hosts: ['openrouter.ai'], metadata: BEARER },
  {
    name: 'OpenAI',
    prefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-'],
    hosts: ['api.openai.com'],
    metadata: BEARER,
  },
  // The older keys of OpenAI begin as many others do, but carry this mark ("OpenAI" in base64) in the middle.
  {
    name: 'OpenAI',
    prefixes: ['sk-'],
    shape: /^sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}$/,
    hosts: ['api.openai.com'],
    metadata: BEARER,
  },
  { name: 'Slack', prefixes: ['xoxb-', 'xoxp-', 'xapp-'], hosts: ['slack.com'], metadata: BEARER },
  { name: 'GitLab', prefixes: ['glpat-'], hosts: ['gitlab.com'], metadata: BEARER },
  // Personal keys of Linear stand in the field alone, without a scheme.
  {
    name: 'Linear',
    prefixes: ['lin_api_'],
    hosts: ['api.linear.app'],
    metadata: { header_name: 'Authorization' },
  },
  { name: 'Notion', prefixes: ['ntn_'], hosts: ['api.notion.com'], metadata: BEARER },
  {
    name: 'Notion',
    prefixes: ['secret_'],
    shape: /^secret_[A-Za-z0-9]{43}$/,
    hosts: ['api.notion.com'],
    metadata: BEARER,
  },
  {
    name: 'SendGrid',
    prefixes: ['SG.'],
    shape: /^SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/,
    hosts: ['api.sendgrid.com'],
    metadata: BEARER,
  },
  { name: 'npm', prefixes: ['npm_'], hosts: ['registry.npmjs.org'], metadata: BEARER },
  { name: 'Hugging Face', prefixes: ['hf_'], hosts: ['huggingface.co'], metadata: BEARER },
  { name: 'DigitalOcean', prefixes: ['dop_v1_'], hosts: ['api.digitalocean.com'], metadata: BEARER },
  { name: 'Groq', prefixes: ['gsk_'], hosts: ['api.groq.com'], metadata: BEARER },
  { name: 'Replicate', prefixes: ['r8_'], hosts: ['api.replicate.com'], metadata: BEARER },
  {
    name: 'Figma',
    prefixes: ['figd_'],
    hosts: ['api.figma.com'],
    metadata: { header_name: 'X-Figma-Token' },
  },
]

/** The service that issues keys of this shape, or `undefined`. */
export function recogniseProvider(key: Secret): Provider | undefined {
  const text = key.reveal()
  return CATALOGUE.find(
    ({ prefixes, shape }) =>
      prefixes.some((prefix) => text.length > prefix.length && text.startsWith(prefix)) &&
      (shape === undefined || shape.test(text)),
  )
}

const ESCAPED = CATALOGUE.filter(({ shape }) => shape === undefined)
  .flatMap(({ prefixes }) => prefixes)
  .join('|')
/** Sixteen characters after the prefix: prose about `sk_live_` keys is no key. */
const KEY_IN_TEXT = new RegExp(
  `(?<![A-Za-z0-9_-])(?:(?:${ESCAPED})[A-Za-z0-9_-]{16}|sk-[A-Za-z0-9_-]{20}|SG\\.[A-Za-z0-9_-]{22}\\.)|-----BEGIN [A-Z ]*PRIVATE KEY`,
)

/** Whether a text meant to be shown holds what looks like a key of a known service, or a private key. */
export function holdsKnownKey(text: string): boolean {
  return KEY_IN_TEXT.test(text)
}
