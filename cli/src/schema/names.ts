import { Exit } from '../exit.js'

const words = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/

/** `teamId` is `team_id`. */
export function snakeCase(name: string): string {
  return name.split(words).join('_').toLowerCase()
}

/** `WebAPIToken` is `web-api-token`. */
export function kebabCase(name: string): string {
  return name.split(words).join('-').toLowerCase()
}

/** What Prisma calls the delegate of a model, and people the field of a relation to it. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

export function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Returns the value of an option if it can be the name of a model or a field. */
export function checkedName(option: string, name: string): string {
  if (/^[A-Za-z]\w*$/.test(name)) return name
  throw new Exit(
    'usage',
    `${option}: "${name}" cannot be a name in a Prisma schema: letters, digits and _, a letter first.`,
  )
}
