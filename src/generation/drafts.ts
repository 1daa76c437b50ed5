import { positiveInteger } from '../arguments/checks.js'
import type { TokenData } from '../client/token-client.js'
import type { TokenContext } from '../context/context.js'
import { WebAPITokenGenerationError } from '../outcomes/errors.js'
import type { TokenInfo } from '../generators/generator.js'
import { oneLine } from '../util/one-line.js'
import { userIdOf } from '../client/user-reference.js'
import { createPlaintext } from './create-plaintext.js'
import { secretColumns } from './secret-columns.js'
import { selectGenerator } from './select-generator.js'
import { tokenInfo } from './token-info.js'
import type { GenerateTokenOptions } from './options.js'

/** A token that is to be inserted. */
export interface Draft {
  readonly token: string
  readonly row: TokenData & { readonly token: string }
}

/** One user's token in the making. */
export interface Drafts {
  readonly userId: unknown
  /** The next token to try. Throws when every attempt is used up. */
  next(row: TokenData): Draft
}

/** How the tokens of one call are made: the generator, and how often it may be asked for each. */
export function draftsFor(
  { model, options: defaults }: TokenContext,
  options: Pick<GenerateTokenOptions, 'maxAttempts' | 'tokenGeneratorId' | 'tokenInfo'>,
): (argument: string, user: unknown) => Drafts {
  const maxAttempts = positiveInteger('maxAttempts', options.maxAttempts ?? defaults.maxAttempts)
  const generator = selectGenerator(defaults, options.tokenGeneratorId)
  return (argument, user) => {
    const userId = userIdOf(argument, user, model.userIdType)
    const info: TokenInfo = tokenInfo(defaults, user, options.tokenInfo)
    let attempt = 0
    return {
      userId,
      next(row) {
        if (attempt === maxAttempts) {
          const message = `Could not generate a unique token in ${maxAttempts} attempts with the generator "${oneLine(generator.id)}"`
          defaults.logger.error(message)
          throw new WebAPITokenGenerationError('ERR_WEBAPI_TOKEN_ATTEMPTS_EXHAUSTED', message, {
            attempts: maxAttempts,
          })
        }
        const token = createPlaintext(generator, { ...info, attempt: attempt++ })
        return {
          token,
          row: { ...row, userId, tokenGeneratorId: generator.id, ...secretColumns(defaults, token, info) },
        }
      },
    }
  }
}
