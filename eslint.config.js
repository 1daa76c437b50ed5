import { readdirSync } from 'node:fs'

import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** The folders of `src/`, from the top down: each may import those after it, and ARCHITECTURE says what they are for. */
const layers = [
  'testing',
  'adapters',
  'opentelemetry',
  'secret-scanning',
  'http',
  'repository',
  'lifecycle',
  'verification',
  'generation',
  'invalidation',
  'context',
  'cache',
  'events',
  'client',
  'credentials',
  'policy',
  'scopes',
  'generators',
  'digests',
  'outcomes',
  'arguments',
  'util',
]

const folders = readdirSync(new URL('src/', import.meta.url), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
)
const homeless = folders.filter(({ name }) => !layers.includes(name))
if (homeless.length > 0) throw new Error(`eslint.config.js does not say where src/${homeless[0].name} stands`)

const downwardImports = layers.map((layer, index) => ({
  files: [`src/${layer}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(?:\\.\\./)+(?:index\\.js$|(?:${layers.slice(0, index).join('|') || 'none'})/)`,
            message: `Imports only point down the list in eslint.config.js, and "${layer}" stands below that folder.`,
          },
        ],
      },
    ],
  },
}))

export default defineConfig(
  globalIgnores([
    'dist/',
    'generated/',
    'bench/node_modules/',
    'bench/peer/',
    'cli/dist/',
    '.site/',
    '.scratch/',
    'tests/apps/',
    'examples/',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Arguments are checked at run time as well: most apps have some place that the compiler does not see.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      // What a database or an app has put there may be no boolean, and what is unclear denies: `=== true` is meant.
      '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'off',
      // Record would hide the documentation of what is mapped.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  ...downwardImports,
  {
    files: ['tests/**/*.ts', 'cli/tests/**/*.ts'],
    rules: {
      // Jest's matchers are typed with any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },
  {
    files: ['tests/types/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        WebAssembly: 'readonly',
      },
    },
  },
  prettier,
)
