import { defineConfig } from 'prisma/config'

// The test makes a database of its own, and has the tables made there.
export default defineConfig({ schema: 'prisma/neon', datasource: { url: process.env.DATABASE_URL ?? '' } })
