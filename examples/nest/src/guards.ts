import { Inject, Injectable } from '@nestjs/common'
import { TokenGuard } from 'prisma-webapi-token/nest'

import { Sessions } from './sessions.js'
import { TOKENS, type Tokens } from './tokens.js'

// Nest itself creates the guards that `@UseGuards` names, so that each of them is a class that Nest can inject into.

/** Lets in requests with a token. */
@Injectable()
export class ApiGuard extends TokenGuard<Tokens> {
  constructor(@Inject(TOKENS) tokens: Tokens) {
    super(tokens)
  }
}

export type User = NonNullable<Awaited<ReturnType<Sessions['userOf']>>>

/** Lets in programs, which have a token, and pages of this site, which have a session. Where a request has both, the token decides. */
@Injectable()
export class ApiOrSessionGuard extends TokenGuard<Tokens, undefined, undefined, User> {
  constructor(@Inject(TOKENS) tokens: Tokens, sessions: Sessions) {
    super(tokens, { session: ({ headers }) => sessions.userOf(headers.cookie) })
  }
}
