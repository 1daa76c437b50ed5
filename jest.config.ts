import { createDefaultEsmPreset, type JestConfigWithTsJest } from 'ts-jest'

const config: JestConfigWithTsJest = {
  ...createDefaultEsmPreset(),
  testMatch: ['<rootDir>/tests/**/*.test.ts', '<rootDir>/cli/tests/**/*.test.ts'],
  testEnvironment: '<rootDir>/tests/support/environment.ts',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  reporters: ['default', '<rootDir>/tests/support/skipped-reporter.mjs'],
  // Ends what hangs, and nothing that is slow on a busy machine.
  testTimeout: 600_000,
  // Most of the time goes into databases and processes of their own.
  maxWorkers: '100%',
}

export default config
