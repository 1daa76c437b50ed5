/** What a message about a missing or broken configuration shows. */
export const exampleConfig = `  // webapi-token.config.ts
  import 'dotenv/config'
  import { PrismaPg } from '@prisma/adapter-pg'
  import { WebAPITokenRepository } from 'prisma-webapi-token'
  import { PrismaClient } from './generated/prisma/client'

  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) })
  export default new WebAPITokenRepository(prisma, { tokenType: 'acme' })`
