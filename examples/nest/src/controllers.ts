import {
  Body,
  Controller,
  Get,
  HttpCode,
  Post,
  Res,
  UnauthorizedException,
  UnprocessableEntityException,
  UseGuards,
} from '@nestjs/common'
import type { Response } from 'express'
import { Public, Scopes, type SessionResult, Token, type TokenOf } from 'prisma-webapi-token/nest'

import { ApiGuard, ApiOrSessionGuard, type User } from './guards.js'
import { Projects } from './projects.js'
import { Sessions } from './sessions.js'
import type { Tokens } from './tokens.js'

@UseGuards(ApiGuard)
@Controller('api')
export class ApiController {
  constructor(private readonly projects: Projects) {}

  @Public()
  @Get('health')
  health() {
    return { status: 'ok' }
  }

  @Scopes('projects:read')
  @Get('projects')
  async list(@Token() token: TokenOf<Tokens>) {
    return this.projects.of(token.record.user)
  }

  @Scopes('projects:write')
  @Post('projects')
  async create(@Token() token: TokenOf<Tokens>, @Body() body: unknown) {
    const project = await this.projects.create(token.record.user, body)
    if (!project) throw new UnprocessableEntityException('A project needs a name.')
    return project
  }
}

@UseGuards(ApiOrSessionGuard)
@Controller('api/me')
export class MeController {
  @Get()
  me(@Token() token: TokenOf<Tokens> | SessionResult<User>) {
    const [user, by] = token.record ? [token.record.user, 'token'] : [token.session, 'session']
    return { username: user.username, by }
  }
}

@Controller('login')
export class LoginController {
  constructor(private readonly sessions: Sessions) {}

  @Post()
  @HttpCode(204)
  async logIn(@Body() body: unknown, @Res({ passthrough: true }) response: Response) {
    const cookie = await this.sessions.logIn(body)
    if (!cookie) throw new UnauthorizedException('The username or the password is wrong.')
    response.setHeader('Set-Cookie', cookie)
  }
}
