import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { defineConfig } from 'prisma/config'

const envFile = join(import.meta.dirname, '.env')
if (existsSync(envFile)) process.loadEnvFile(envFile)

const providers: Record<string, string> = {
  'file:': 'sqlite',
  'postgres:': 'postgresql',
  'postgresql:': 'postgresql',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
}

const url = process.env.DATABASE_URL ?? 'file:./dev.db'
const shadowDatabaseUrl = process.env.SHADOW_DATABASE_URL
const scheme = url.slice(0, url.indexOf(':') + 1)
const provider = providers[scheme]
if (provider === undefined) {
  throw new Error(`DATABASE_URL starts with "${scheme}"; it must start with ${Object.keys(providers).join(', ')}.`)
}

export default defineConfig({
  schema: `prisma/schema/${provider}`,
  migrations: { path: `prisma/migrations/${provider}`, seed: 'node --import tsx prisma/seed.ts' },
  datasource: {
    // MariaDB's driver knows both names of the scheme, Prisma's engine only one.
    url: url.replace(/^mariadb:/, 'mysql:'),
    ...(shadowDatabaseUrl && { shadowDatabaseUrl }),
  },
})
