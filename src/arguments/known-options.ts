import { oneLine } from '../util/one-line.js'

/** All keys of an options type: the compiler refuses a list that lacks one. */
export type KnownKeys<Options> = { readonly [Key in keyof Required<Options>]: true }

/**
 * Checks an options object: a plain object without unknown keys, since a misspelt option would silently be ignored. `name`: the
 * function or option that takes the object.
 */
export function knownOptions<Options extends object>(
  name: string,
  options: Options | undefined,
  keys: KnownKeys<Options>,
): Options {
  if (options === undefined) return {} as Options
  if (!isPlainObject(options)) throw new TypeError(`${name}: the options must be a plain object`)
  for (const key of Object.keys(options)) {
    if (!Object.hasOwn(keys, key)) {
      throw new TypeError(
        `${name}: there is no option "${oneLine(key)}"; the nearest is "${nearest(key, Object.keys(keys))}"`,
      )
    }
  }
  return options
}

/** Checks for an object literal, of this realm or another one: not a list, a Map, a Promise or an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function nearest(key: string, keys: readonly string[]): string {
  const distances = keys.map((known) => distance(key.toLowerCase(), known.toLowerCase()))
  return keys[distances.indexOf(Math.min(...distances))] ?? ''
}

/**
 * Returns the distance of two names; a name within the other one, such as `reason` in `invalidReason`, counts as one wrong
 * letter.
 */
function distance(a: string, b: string): number {
  return a.includes(b) || b.includes(a) ? 1 : editDistance(a, b)
}

/** Returns the Levenshtein distance: how many letters must be added, removed or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
