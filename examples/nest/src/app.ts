import 'reflect-metadata'

import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { revocationRoute, tokenRoutes } from 'prisma-webapi-token/express'

import { ApiController, LoginController, MeController } from './controllers.js'
import { PrismaService } from './prisma.js'
import { Projects } from './projects.js'
import { Sessions } from './sessions.js'
import { createTokens, TOKENS, type Tokens } from './tokens.js'
import { Users } from './users.js'

@Module({
  controllers: [ApiController, MeController, LoginController],
  providers: [
    PrismaService,
    Users,
    Sessions,
    Projects,
    { provide: TOKENS, useFactory: createTokens, inject: [PrismaService] },
  ],
})
export class AppModule implements OnApplicationShutdown {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(TOKENS) private readonly tokens: Tokens,
  ) {}

  async onApplicationShutdown() {
    // The notes of the last requests are not written yet.
    await this.tokens.flush()
    await this.prisma.$disconnect()
  }
}

export async function createApp() {
  const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'] })
  const tokens = app.get<Tokens>(TOKENS)
  const sessions = app.get(Sessions)

  // The page on which users manage their own tokens, for those who are logged in.
  app.use('/settings/tokens', tokenRoutes(tokens, { owner: ({ headers }) => sessions.userOf(headers.cookie) }))

  // Whoever finds a token can end it: curl -d token=demo_... http://localhost:3000/oauth/revoke
  app.use('/oauth/revoke', revocationRoute(tokens))

  return app
}
