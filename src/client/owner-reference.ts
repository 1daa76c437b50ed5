import { checkedId, checkedIdOf, type Id } from './id.js'
import type { ModelSchema } from './model-schema.js'

/** An owner of tokens: an id, or an object with an id, such as a row of the app's. `password` is for the generator `legacy_sha1`. */
export type OwnerReference<OwnerId = unknown> = OwnerId | { readonly id: OwnerId; readonly password?: unknown }

/** {@link OwnerReference} where the owners are users. */
export type UserReference<UserId = unknown> = OwnerReference<UserId>

/** Returns the id of an owner; `argument` names it in errors. null is an owner only where the field may be null. */
export function ownerIdOf(
  argument: string,
  owner: unknown,
  { ownerIdType, isOwnerNullable }: Pick<ModelSchema, 'ownerIdType' | 'isOwnerNullable'>,
): Id | null {
  if (owner === null && isOwnerNullable) return null
  if (owner === undefined || owner === null) throw new TypeError(`${argument} must be an id, or an object with an id`)
  return typeof owner === 'object' ? checkedIdOf(argument, owner, ownerIdType) : checkedId(argument, owner, ownerIdType)
}
