import { idOf, isId } from './token-reference.js'

/** A user, by id or as an object with an id, such as a row of the app's. `password` is for the generator `legacy_sha1`. */
export type UserReference<Id = unknown> = Id | { readonly id: Id; readonly password?: unknown }

/** Returns the id; `argument` names the user in the error. */
export function userIdOf(argument: string, user: unknown): unknown {
  return isId(user) ? user : idOf(argument, user)
}
