import type { Circus } from '@jest/types'
import { TestEnvironment } from 'jest-environment-node'

// Jest gives a process that has nothing left to do half a second. Node would take its heap down page by page, which takes longer
// where that is large and the machine is busy, and looks like something that was left open.
process.once('beforeExit', () => process.exit())

/** Tells the tests of a file whether one of them has failed, so that its database is kept for a look. */
export default class Environment extends TestEnvironment {
  handleTestEvent(event: Circus.Event): void {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.global.testFailed = true
  }
}
