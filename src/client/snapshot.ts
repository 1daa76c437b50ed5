/** A copy of a value at one moment. */
export interface Snapshot {
  readonly value: unknown
  /** Equal only for equal values. */
  readonly text: string
}

/** Deeper than any query; also stops at an object that contains itself. */
const deepest = 64

/**
 * Copies plain values: strings, numbers, bigints, booleans, null, undefined and dates, in plain lists and objects. Returns
 * undefined for anything else, such as `Prisma.DbNull` or bytes, whose meaning only its own class knows.
 */
export function snapshotOf(value: unknown, depth = 0): Snapshot | undefined {
  switch (typeof value) {
    case 'string':
      return { value, text: JSON.stringify(value) }
    case 'number':
      return { value, text: Object.is(value, -0) ? '-0' : String(value) }
    case 'bigint':
      return { value, text: `${value}n` }
    case 'boolean':
    case 'undefined':
      return { value, text: String(value) }
    case 'object':
      return value === null ? { value, text: 'null' } : snapshotOfObject(value, depth)
    default:
      return undefined
  }
}

function snapshotOfObject(value: object, depth: number): Snapshot | undefined {
  if (depth === deepest) return undefined
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Date.prototype) {
    const time = (value as Date).getTime()
    return { value: new Date(time), text: `Date(${time})` }
  }
  if (Array.isArray(value)) return prototype === Array.prototype ? snapshotOfList(value, depth) : undefined
  if (prototype !== Object.prototype && prototype !== null) return undefined
  // Prisma calls `toJSON` even if it is not enumerable.
  return 'toJSON' in value ? undefined : snapshotOfEntries(value, depth)
}

function snapshotOfList(list: readonly unknown[], depth: number): Snapshot | undefined {
  const values: unknown[] = []
  const texts: string[] = []
  for (const member of list) {
    const snapshot = snapshotOf(member, depth + 1)
    if (!snapshot) return undefined
    values.push(snapshot.value)
    texts.push(snapshot.text)
  }
  return { value: values, text: `[${texts.join()}]` }
}

function snapshotOfEntries(object: object, depth: number): Snapshot | undefined {
  const values: [string, unknown][] = []
  const texts: string[] = []
  for (const [key, member] of Object.entries(object)) {
    const snapshot = snapshotOf(member, depth + 1)
    if (!snapshot) return undefined
    values.push([key, snapshot.value])
    texts.push(`${JSON.stringify(key)}:${snapshot.text}`)
  }
  // Unlike an assignment, this treats `__proto__` as any other key.
  return { value: Object.fromEntries(values), text: `{${texts.join()}}` }
}
