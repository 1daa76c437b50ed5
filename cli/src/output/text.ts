import { oneLine } from '../../../src/util/one-line.js'
import { toJson } from './json.js'

/** Returns a value of a row as part of one line: nobody's note may move the cursor of a terminal. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date || Object.prototype.toString.call(value) === '[object Date]') {
    return Number.isNaN((value as Date).getTime()) ? 'an invalid date' : (value as Date).toISOString()
  }
  if (typeof value === 'string') return oneLine(value)
  const json = toJson(value)
  // What is a string in JSON only, such as a BigInt or a Decimal, is shown as it is.
  return oneLine(json.startsWith('"') ? (JSON.parse(json) as string) : json)
}

/** Returns a time for a person, in UTC and to the minute. */
export function minuteOf(value: unknown): string {
  return textOf(value).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):.*$/, '$1 $2')
}
