export { collidingTokenGenerator } from './colliding-token-generator.js'
export { createTestToken } from './create-test-token.js'
export { givenTokenGenerator } from './given-token-generator.js'
export { inProcessInvalidationBus } from './in-process-invalidation-bus.js'
export { settableClock } from './settable-clock.js'

export type { InProcessInvalidationBus } from './in-process-invalidation-bus.js'
export type { TestTokenOverrides } from './create-test-token.js'
export type { SettableClock } from './settable-clock.js'
