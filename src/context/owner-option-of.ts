import { ownerOption } from '../client/owner-option.js'
import type { RepositoryContext } from './context.js'

/** Does the same as {@link ownerOption} for a call, and refuses the option in a repository of one owner. */
export function ownerOptionOf<Name extends string, UserName extends string>(
  { model, owner }: RepositoryContext,
  options: object,
  name: Name,
  userName: UserName,
): Name | UserName | undefined {
  const given = ownerOption(model, options, name, userName)
  if (given && owner) throw new TypeError(`${given}: the repository is that of one owner`)
  return given
}
