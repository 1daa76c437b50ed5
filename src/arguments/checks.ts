import { longestTimeout } from '../util/deadline.js'

/** Checks of arguments: each returns the value, or throws a `TypeError` that names the argument. */

export function positiveInteger(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`${name} must be a whole number of at least 1`)
  }
  return value
}

export function nonNegativeMilliseconds(name: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0))
    throw new TypeError(`${name} must be a number of milliseconds, at least 0`)
  return value
}

/** Checks milliseconds for a timer, whose range is limited. */
export function timerMilliseconds(name: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 1 && value <= longestTimeout)) {
    throw new TypeError(`${name} must be a number of milliseconds from 1 to ${longestTimeout}`)
  }
  return value
}

/** null and undefined stand for an empty string. */
export function text(name: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
  return value
}

/** undefined stands for no date. */
export function dateOrNull(name: string, value: unknown): Date | null {
  if (value === undefined || value === null) return null
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new TypeError(`${name} must be a valid Date`)
  return value
}

/** undefined stands for false. */
export function flag(name: string, value: unknown): boolean {
  if (value === undefined) return false
  if (typeof value !== 'boolean') throw new TypeError(`${name} must be true or false`)
  return value
}

/** undefined stands for no function. */
export function optionalFunction<F>(name: string, value: F): F {
  if (value !== undefined && typeof value !== 'function') throw new TypeError(`${name} must be a function`)
  return value
}
