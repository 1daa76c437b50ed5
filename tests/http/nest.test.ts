import 'reflect-metadata'

import { once } from 'node:events'

import { Controller, Get, UseGuards } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { Request } from 'express'

import { revocationRoute, tokenRoutes } from '../../src/adapters/express.js'
import { Public, Scopes, Token, TokenGuard, type TokenOf, TokenOptions } from '../../src/adapters/nest.js'
import type { SessionResult } from '../../src/http/index.js'
import { contract } from './contract.js'
import { serviceOf } from './listen.js'
import { addressHeader, projectsOf, sessionHeader, type ServiceTokens } from './service.js'

class AppModule {
  readonly name = 'contract'
}

/** Applies decorators as the compiler would with `experimentalDecorators`, which this project does not use. */
function decorate(decorators: readonly MethodDecorator[], { prototype }: { prototype: object }, name: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)
  for (const decorator of decorators) decorator(prototype, name, descriptor ?? {})
}

const headerOf = (name: string) => (request: { headers: object }) =>
  (request.headers as Readonly<Record<string, string | undefined>>)[name]

function appOf(tokens: ServiceTokens) {
  const options = { apiKeyHeader: true, address: headerOf(addressHeader) }
  const guard = new TokenGuard(tokens, options)

  class ProjectsController {
    projects(token: TokenOf<ServiceTokens>) {
      return projectsOf(token)
    }

    either(token: TokenOf<ServiceTokens> | SessionResult<string>) {
      return { by: token.record ? 'token' : 'session' }
    }

    open(token: unknown) {
      return { token: token === undefined }
    }
  }
  for (const name of ['projects', 'either', 'open'] as const) {
    Token()(ProjectsController.prototype, name, 0)
    decorate([Get(name)], ProjectsController, name)
  }
  decorate([Scopes('projects:read')], ProjectsController, 'projects')
  decorate([TokenOptions({ session: headerOf(sessionHeader) })], ProjectsController, 'either')
  decorate([Public()], ProjectsController, 'open')
  UseGuards(guard)(ProjectsController)
  Controller()(ProjectsController)

  return { module: AppModule, controllers: [ProjectsController] }
}

contract('Nest', async (tokens) => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- what Nest calls a class is its options
  const app = await NestFactory.create<NestExpressApplication>(appOf(tokens), { logger: false })
  const owner = (request: Request) => request.get(sessionHeader)
  app.use('/settings/tokens', tokenRoutes(tokens, { owner, trustedOrigins: ['https://trusted.example'] }))
  app.use('/oauth/revoke', revocationRoute(tokens))
  await app.listen(0, '127.0.0.1')
  const server = app.getHttpServer()
  if (!server.listening) await once(server, 'listening')
  const service = serviceOf(server)
  const open = await fetch(`${service.url}/open`)
  if (!open.ok) throw new Error(`A public route answered ${open.status}`)
  return { ...service, close: () => app.close() }
})
