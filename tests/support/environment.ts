import type { Circus } from '@jest/types'
import { TestEnvironment } from 'jest-environment-node'

/** Tells the tests of a file whether one of them has failed, so that its database is kept for a look. */
export default class Environment extends TestEnvironment {
  handleTestEvent(event: Circus.Event): void {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.global.testFailed = true
  }
}
