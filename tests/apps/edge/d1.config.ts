import { defineConfig } from 'prisma/config'

// The url is that of no database: the tables are written as SQL, which D1 runs.
export default defineConfig({ schema: 'prisma/d1', datasource: { url: 'file:./unused.db' } })
