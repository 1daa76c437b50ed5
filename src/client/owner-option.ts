import type { ModelSchema } from './model-schema.js'

/**
 * Returns the name under which the options have an option about owners; undefined when they do not have it. Where the owner is the
 * field `userId`, it has a second name.
 */
export function ownerOption<Name extends string, UserName extends string>(
  { ownerField }: Pick<ModelSchema, 'ownerField'>,
  options: object,
  name: Name,
  userName: UserName,
): Name | UserName | undefined {
  const [isNamed, isNamedAsUser] = [Object.hasOwn(options, name), Object.hasOwn(options, userName)]
  if (isNamed && isNamedAsUser) throw new TypeError(`${name} and ${userName} are one option: give one of them`)
  if (isNamedAsUser && ownerField !== 'userId') {
    throw new TypeError(`${userName}: the owner of these tokens is the field ${ownerField}; the option is ${name}`)
  }
  if (isNamed) return name
  return isNamedAsUser ? userName : undefined
}
