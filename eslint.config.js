import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const node = { group: ['node:*'], message: 'Only *.node.ts may import node: modules.' }
const pure = [
  'fetch',
  'console',
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
].map((name) => ({ name, message: 'domain/ has no side effects: take it as an argument or a port.' }))
const impure = [
  { object: 'Date', property: 'now' },
  { object: 'crypto', property: 'getRandomValues' },
  { object: 'crypto', property: 'randomUUID' },
  { object: 'Math', property: 'random' },
]

export default defineConfig(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', '**/*.test-d.ts'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.node.json', './tsconfig.workerd.json', './tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }],
      'no-restricted-imports': ['error', { patterns: [node] }],
      'no-console': 'error',
      'no-bitwise': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: [
      '**/*.node.ts',
      '**/*.test.ts',
      'test/**',
      'bench/**',
      'attack/**',
      'scripts/**',
      'vitest.config.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  { files: ['attack/**'], rules: { 'no-console': 'off' } },
  {
    files: ['src/domain/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...pure],
      'no-restricted-properties': ['error', ...impure],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'domain/ has no clock.',
        },
      ],
    },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-imports': 'off', 'no-console': 'off' },
  },
)
