import type { Check } from '../check.js'
import { finding } from '../finding.js'

export const cache: Check = {
  name: 'cache',
  run({ settings }) {
    if (!settings.cache || settings.invalidationBus) return Promise.resolve([])
    const seconds = (settings.cache.ttl / 1000).toLocaleString('en')
    return Promise.resolve([
      finding(
        'cache-without-bus',
        `The repository has a cache without a bus: a token that another process has revoked, this command too, goes on working for ${seconds} s.`,
        'Give each process the option invalidationBus, if that is too long.',
      ),
    ])
  },
}
