import type { TokenCreateData, TokenCreateRow, TokenDelegateOf, TokenRecord, OwnerId } from '../client/app-types.js'
import type { TokenClient } from '../client/token-client.js'
import type { TokenData } from '../client/token-row.js'
import { tokenModel } from '../client/token-model.js'
import { write } from '../client/write.js'
import type { RepositoryContext } from '../context/context.js'
import { createPlaintext } from '../generation/create-plaintext.js'
import { newColumns } from '../generation/new-columns.js'
import { secretColumns } from '../generation/secret-columns.js'
import { selectGenerator } from '../generation/select-generator.js'
import { generatorInfo } from '../generation/generator-info.js'
import { resolveOptions, type WebAPITokenRepositoryOptions } from '../context/options.js'
import { contextOf, type WebAPITokenRepository } from '../repository/repository.js'
import { ownerIdOf, type OwnerReference } from '../client/owner-reference.js'
import type { GeneratedToken } from '../repository/verbs.js'

/** Values for any field of the row; `token` is the plaintext. The app's own required fields are required. */
export type TestTokenOverrides<Delegate, Owner extends string = 'userId'> = Omit<
  TokenCreateData<Delegate, Owner>,
  'id'
> &
  Partial<Omit<TokenCreateRow<Delegate>, 'token' | Owner>> & { token?: string | undefined }

type OwnerOf<Client, Model extends string, Owner extends string> = OwnerReference<
  OwnerId<TokenDelegateOf<Client, Model>, Owner>
>

type Overrides<Client, Model extends string, Owner extends string> = TestTokenOverrides<
  TokenDelegateOf<Client, Model>,
  Owner
>

type TestToken<Client, Model extends string> = GeneratedToken<TokenRecord<TokenDelegateOf<Client, Model>>>

/**
 * Writes a row as `generateToken` does, in any state a test needs: expired, invalid, used long ago. No checks, no events, no
 * limit, no retry. A row with a `successorId` is in the family of that id, unless `familyId` says otherwise.
 *
 * @param tokens - The app's repository, whose prefix, digests and clock the token gets.
 * @param overrides - Default: a fresh token of the default generator.
 * @example
 * ```ts
 * const { token } = await createTestToken(tokens, user, { expires: new Date('2001-01-01'), note: 'Expired' })
 * ```
 */
export async function createTestToken<Client extends object, Model extends string, Owner extends string>(
  tokens: WebAPITokenRepository<Client, Model, Owner>,
  user: OwnerOf<Client, NoInfer<Model>, NoInfer<Owner>>,
  overrides?: Overrides<Client, NoInfer<Model>, NoInfer<Owner>>,
): Promise<TestToken<Client, Model>>
/**
 * Does the same with a client, for an app that has the extension.
 *
 * @param options - Those of `webAPITokens()`: with others, the app would not recognise the token.
 * @example
 * ```ts
 * const { token } = await createTestToken(prisma, user, { valid: false }, { tokenType: 'acme' })
 * ```
 * @throws TypeError without options.
 */
export async function createTestToken<
  Client extends object,
  Model extends string = 'webAPIToken',
  Owner extends string = 'userId',
>(
  client: Client,
  user: OwnerOf<Client, NoInfer<Model>, NoInfer<Owner>>,
  overrides: Overrides<Client, NoInfer<Model>, NoInfer<Owner>> | undefined,
  options: WebAPITokenRepositoryOptions<Model, Owner>,
): Promise<TestToken<Client, Model>>
export async function createTestToken(
  tokensOrClient: object,
  user: unknown,
  overrides?: object,
  options?: WebAPITokenRepositoryOptions<string, string>,
): Promise<GeneratedToken<object>> {
  const context = contextOf(tokensOrClient) ?? contextOfClient(tokensOrClient, options)
  const { model, settings } = context
  const { token: given, ...fields } = (overrides ?? {}) as TokenData & { token?: string }
  const generator = selectGenerator(settings)
  const info = generatorInfo(settings, user, {})
  const token = given ?? createPlaintext(generator, { ...info, attempt: 0 })
  const data = {
    ...newColumns(context, {}),
    [model.ownerField]: ownerIdOf('user', user, model),
    tokenGeneratorId: generator.id,
    ...secretColumns(settings, token, info),
    // As a rotation does: a list of retiring tokens looks in families.
    ...('successorId' in fields && { familyId: fields.successorId }),
    ...fields,
  }
  const record = await write(model, (delegate) => delegate.create({ data, omit: { token: true } }))
  return { token, record }
}

function contextOfClient(
  client: object,
  given: WebAPITokenRepositoryOptions<string, string> | undefined,
): RepositoryContext {
  if (given === undefined) {
    throw new TypeError('createTestToken needs the repository, or the options of webAPITokens() as its last argument')
  }
  const settings = resolveOptions(given, 'createTestToken')
  return { model: tokenModel(client as TokenClient, settings), settings }
}
