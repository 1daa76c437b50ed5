import { PrismaLibSQL } from '@prisma/adapter-libsql'
import { defineConfig } from 'prisma/config'

// The engine of JavaScript takes no download, and is not there without the url in the schema, which it does not use.
export default defineConfig({
  schema: 'prisma/schema',
  experimental: { adapter: true },
  engine: 'js',
  adapter: () => Promise.resolve(new PrismaLibSQL({ url: 'file:./app.db' })),
})
