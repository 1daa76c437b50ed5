import { oneLine } from '../util/one-line.js'

/** The keys of an options type, each of them: the compiler refuses a list that lacks one. */
export type KnownKeys<Options> = { readonly [Key in keyof Required<Options>]: true }

/**
 * Checks an options object of the caller's: a plain object without keys that nobody reads, since a misspelt option would
 * silently count as left out. `name` is the function or the option that takes the object.
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

/** Whether a value was written as `{}`, in this realm or in another one: not a list, a Map, a Promise or a class's object. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function nearest(key: string, keys: readonly string[]): string {
  const distances = keys.map((known) => distance(key.toLowerCase(), known.toLowerCase()))
  return keys[distances.indexOf(Math.min(...distances))] ?? ''
}

/** A name within the other one, such as `reason` in `invalidReason`, is as near as one wrong letter. */
function distance(a: string, b: string): number {
  return a.includes(b) || b.includes(a) ? 1 : editDistance(a, b)
}

/** Levenshtein's: how many letters must be added, taken away or replaced. */
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
