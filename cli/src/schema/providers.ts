import { Exit } from '../exit.js'

/** Those that the library supports. */
export const providers = ['sqlite', 'postgresql', 'mysql', 'cockroachdb'] as const

export type Provider = (typeof providers)[number]

/** Prisma's other providers, and its other names for the same. */
const unsupported = ['sqlserver', 'mongodb']
const aliases: Readonly<Record<string, Provider>> = { postgres: 'postgresql', mariadb: 'mysql' }

export function providerOf(name: string): Provider {
  const provider = aliases[name] ?? providers.find((known) => known === name)
  if (provider) return provider
  const message = `prisma-webapi-token does not support the provider "${name}". It supports ${providers.join(', ')}.`
  throw new Exit(unsupported.includes(name) ? 'refused' : 'usage', message)
}

/** Whether the database has lists of scalars. */
export function hasLists(provider: Provider): boolean {
  return provider === 'postgresql' || provider === 'cockroachdb'
}
