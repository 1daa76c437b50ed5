import type * as Library from '../../src/index.js'

// What is published, since tsx adds calls to the sources that cost time.
const entry = new URL('../../dist/index.js', import.meta.url).href

export const { nanoidGenerator, WebAPITokenRepository } = (await import(entry)) as typeof Library
