import { checkedId, checkedIdOf, type Id, type IdType } from './id.js'

/** A user: an id, or an object with an id, such as a row of the app's. `password` is for the generator `legacy_sha1`. */
export type UserReference<UserId = unknown> = UserId | { readonly id: UserId; readonly password?: unknown }

/** Returns the id of a user; `argument` names the user in errors. */
export function userIdOf(argument: string, user: unknown, type: IdType | undefined): Id {
  if (user === undefined || user === null) throw new TypeError(`${argument} must be an id, or an object with an id`)
  return typeof user === 'object' ? checkedIdOf(argument, user, type) : checkedId(argument, user, type)
}
