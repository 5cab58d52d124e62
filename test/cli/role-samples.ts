/** One `vultrino role create` of the reference, and the role it is to make. */
export interface RoleSample {
  /** As printed, its lines joined. */
  readonly line: string
  readonly name: string
  readonly permissions: readonly string[]
  readonly scopes: readonly string[]
  readonly description?: string
}

const ALL = ['read', 'write', 'update', 'delete', 'execute']
const row = (
  name: string,
  line: string,
  permissions: readonly string[],
  scopes: readonly string[] = [],
  description?: string,
): RoleSample => ({ line, name, permissions, scopes, ...(description === undefined ? {} : { description }) })

/** Those of the chapters "CLI Reference", "Roles & API Keys", "Using with AI Agents" and the quick start. */
export const ROLE_SAMPLES: readonly RoleSample[] = [
  row('readonly', 'role create readonly --permissions read', ['read']),
  row(
    'github-executor',
    'role create github-executor --permissions read,execute --scopes "github-*" --description "Execute requests with GitHub credentials"',
    ['read', 'execute'],
    ['github-*'],
    'Execute requests with GitHub credentials',
  ),
  row(
    'github-readonly',
    'role create github-readonly --scopes "github-*" --permissions read,execute',
    ['read', 'execute'],
    ['github-*'],
  ),
  row(
    'executor',
    'role create executor --permissions execute',
    ['execute'],
    [],
    'Use any credential for requests',
  ),
  row(
    'admin',
    'role create admin --permissions read,write,update,delete,execute',
    ALL,
    [],
    'Everything, roles and keys included',
  ),
  row(
    'github-user',
    'role create github-user --permissions read,execute --scopes "github-*"',
    ['read', 'execute'],
    ['github-*'],
  ),
  row(
    'test-executor',
    'role create test-executor --permissions execute --scopes "*-test,*-staging"',
    ['execute'],
    ['*-test', '*-staging'],
  ),
  row(
    'payment-processor',
    'role create payment-processor --permissions execute --scopes "stripe-*,paypal-*,braintree-*"',
    ['execute'],
    ['stripe-*', 'paypal-*', 'braintree-*'],
  ),
  row(
    'ci-pipeline',
    'role create ci-pipeline --permissions read,execute --scopes "github-ci-*" --description "Used by CI/CD pipeline for deployments"',
    ['read', 'execute'],
    ['github-ci-*'],
    'Used by CI/CD pipeline for deployments',
  ),
  row('prod-app', 'role create prod-app --permissions execute --scopes "*-prod"', ['execute'], ['*-prod']),
  row(
    'staging-app',
    'role create staging-app --permissions read,execute --scopes "*-staging,*-test"',
    ['read', 'execute'],
    ['*-staging', '*-test'],
  ),
  row(
    'dev-app',
    'role create dev-app --permissions read,write,execute --scopes "*-dev,*-staging,*-test"',
    ['read', 'write', 'execute'],
    ['*-dev', '*-staging', '*-test'],
  ),
  row('ci-readonly', 'role create ci-readonly --permissions read --scopes "*"', ['read'], ['*']),
  row(
    'ci-deploy',
    'role create ci-deploy --permissions execute --scopes "aws-deploy-*,github-ci-*"',
    ['execute'],
    ['aws-deploy-*', 'github-ci-*'],
  ),
  row(
    'ai-agent',
    'role create ai-agent --permissions read,execute --scopes "github-api,stripe-test"',
    ['read', 'execute'],
    ['github-api', 'stripe-test'],
  ),
  row('my-app', 'role create my-app --permissions read,write,update,delete,execute', ALL),
  row(
    'service-role',
    'role create service-role --permissions execute --scopes "service-*"',
    ['execute'],
    ['service-*'],
  ),
]

/** Splits a line as a shell does, for the plain and double-quoted words that samples have. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word)
