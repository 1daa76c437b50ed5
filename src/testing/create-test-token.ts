import type {
  RequiresTokenModel,
  TokenCreateData,
  TokenCreateRow,
  TokenDelegateOf,
  TokenRecord,
  UserId,
} from '../client/app-types.js'
import type { TokenClient, TokenData } from '../client/token-client.js'
import { tokenModel } from '../client/token-model.js'
import { write } from '../client/write.js'
import { createPlaintext } from '../generation/create-plaintext.js'
import { newRow } from '../generation/new-row.js'
import { secretColumns } from '../generation/secret-columns.js'
import { selectGenerator } from '../generation/select-generator.js'
import { tokenInfo } from '../generation/token-info.js'
import { resolveOptions, type WebAPITokenRepositoryOptions } from '../options.js'
import { userIdOf, type UserReference } from '../user-reference.js'
import type { GeneratedToken } from '../verbs.js'

/** Values for any field of the row; `token` is the token in plain text. The app's own required fields are required. */
export type TestTokenOverrides<Delegate> = TokenCreateData<Delegate> &
  Partial<Omit<TokenCreateRow<Delegate>, 'token' | 'userId'>> & { token?: string }

/**
 * Writes a row as `generateToken` does, in whatever state a test needs: expired, invalid, used long ago. No checks, no
 * events, no second attempt.
 *
 * @param overrides - Default: a fresh token of the default generator.
 * @param options - Those of the repository that the app uses. Default: none.
 * @example
 * ```ts
 * const { token } = await createTestToken(prisma, user, { expires: new Date('2001-01-01'), note: 'Expired' })
 * ```
 */
export async function createTestToken<Client extends object, Model extends string = 'webAPIToken'>(
  client: Client & RequiresTokenModel<Client, NoInfer<Model>>,
  user: UserReference<UserId<TokenDelegateOf<Client, NoInfer<Model>>>>,
  overrides?: TestTokenOverrides<TokenDelegateOf<Client, NoInfer<Model>>>,
  options: WebAPITokenRepositoryOptions<Model> = {},
): Promise<GeneratedToken<TokenRecord<TokenDelegateOf<Client, Model>>>> {
  const resolved = resolveOptions(options)
  const { token: given, ...fields } = (overrides ?? {}) as TokenData & { token?: string }
  const generator = selectGenerator(resolved)
  const info = tokenInfo(resolved, user, undefined)
  const token = given ?? createPlaintext(generator, { ...info, attempt: 0 })
  const data = {
    ...newRow(resolved, {}),
    userId: userIdOf('user', user),
    tokenGeneratorId: generator.id,
    ...secretColumns(resolved, token, info),
    ...fields,
  }
  const record = await write(tokenModel(client as unknown as TokenClient, resolved.model), (delegate) =>
    delegate.create({ data, omit: { token: true } }),
  )
  return { token, record: record as TokenRecord<TokenDelegateOf<Client, Model>> }
}
