import { adapterNameOf, hasComputedFields, isHooked, majorVersionOf, omittedFields } from './prisma-internals.js'
import type { TokenModel } from './token-model.js'

const rawOperations = ['$queryRawUnsafe', '$executeRawUnsafe']

/**
 * Checks whether a raw statement may do the work of these operations, which saves Prisma's plan for them: nothing of the app's
 * client may take part in them, or add to what they return.
 */
export function takesRaw(
  { client, database, modelName, name, raw }: TokenModel,
  operations: readonly string[],
): boolean {
  return (
    raw !== undefined &&
    // Before, raw statements told too little of their errors.
    majorVersionOf(client) >= 7 &&
    database.rawAdapters.includes(adapterNameOf(client) ?? '') &&
    !operations.some((operation) => isHooked(client, name, operation)) &&
    !rawOperations.some((operation) => isHooked(client, '$none', operation)) &&
    !hasComputedFields(client, modelName) &&
    // No record has the digest anyway.
    omittedFields(client, name).every((field) => field === 'token')
  )
}
