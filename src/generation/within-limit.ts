import { countActiveTokens } from '../client/count-active-tokens.js'
import type { Id } from '../client/id.js'
import { isTransactionClient } from '../client/is-transaction-client.js'
import { retryConflicts } from '../client/retry-conflicts.js'
import { storedOwnerIds } from '../client/stored-owner-ids.js'
import { atomically } from '../context/atomically.js'
import { audited } from '../context/audited.js'
import type { TokenContext } from '../context/context.js'
import { WebAPITokenLimitError } from '../outcomes/errors.js'

interface Exception {
  /** The token that is to become active again, which does not count. */
  readonly exceptId?: Id | undefined
}

interface Options<R> extends Exception {
  /** Checks whether the tokens of a result are stored; called when the answer to the COMMIT was lost. */
  readonly areStored?: ((result: R) => Promise<boolean>) | undefined
}

/**
 * Runs `activate`, which adds an active token for each of the users, if `maxTokensPerUser` leaves room for them. Calls for the
 * same user wait for each other. After a conflict, which has undone it, it runs again.
 */
export async function withinLimit<R>(
  context: TokenContext,
  owners: readonly (Id | null)[],
  activate: (context: TokenContext) => Promise<R>,
  { exceptId, areStored }: Options<R> = {},
): Promise<R> {
  const { client, database } = context.model
  // Tokens of nobody have no limit.
  const ownerIds = owners.filter((id) => id !== null)
  if (context.settings.maxTokensPerOwner === undefined || ownerIds.length === 0) {
    const retried = (inner: TokenContext) => retryConflicts(inner.model.client, () => activate(inner))
    return audited(context, retried, { ...(areStored && { hasCommitted: areStored }) })
  }
  const hasRead = isTransactionClient(client)
  // Before the transaction, if it is ours: its first read must come after the lock.
  const storedIds = await storedOwnerIds(context.model, ownerIds)
  type Outcome = { readonly refusal: WebAPITokenLimitError } | { readonly value: R }
  const outcome = await atomically<Outcome>(
    context,
    async (inner) => {
      const refusal = await limitRefusal(inner, storedIds, ownerIds, {
        exceptId,
        hasRead,
        isAppTransaction: hasRead,
      })
      // Returned, since an error would roll back what others have written on the same connection.
      return refusal ? { refusal } : { value: await activate(inner) }
    },
    {
      transaction: database.lockingIsolation(context.model),
      ...(areStored && { hasCommitted: async (result) => 'value' in result && areStored(result.value) }),
    },
  )
  if ('refusal' in outcome) throw outcome.refusal
  return outcome.value
}

/** Does the same in a transaction that has begun: returns the error when there is no room for one more token of the user. */
export async function refusalByLimit(
  context: TokenContext,
  ownerId: Id | null,
  { isAppTransaction }: { readonly isAppTransaction: boolean },
): Promise<WebAPITokenLimitError | undefined> {
  if (context.settings.maxTokensPerOwner === undefined || ownerId === null) return undefined
  const storedIds = await storedOwnerIds(context.model, [ownerId])
  return limitRefusal(context, storedIds, [ownerId], { hasRead: true, isAppTransaction })
}

async function limitRefusal(
  { model, settings: { maxTokensPerOwner = Infinity, clock } }: TokenContext,
  storedIds: ReadonlyMap<Id, Id>,
  ownerIds: readonly Id[],
  reading: Exception & { readonly hasRead: boolean; readonly isAppTransaction: boolean },
): Promise<WebAPITokenLimitError | undefined> {
  const users = [...new Set(storedIds.values())]
  const { isAppTransaction, ...counting } = reading
  await model.database.lockTokensOf(model, users, { isAppTransaction })
  const counts = await countActiveTokens(model, users, clock(), counting)
  const refused = ownerIds.find((ownerId) => {
    const storedId = storedIds.get(ownerId) ?? ownerId
    const count = (counts.get(storedId) ?? 0) + 1
    counts.set(storedId, count)
    return count > maxTokensPerOwner
  })
  return refused === undefined ? undefined : new WebAPITokenLimitError(maxTokensPerOwner, refused, model.ownerField)
}
