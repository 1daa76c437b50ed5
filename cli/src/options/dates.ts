import { Exit } from '../exit.js'

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** Parses a duration such as `90d` to milliseconds; undefined for anything else. */
function durationOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9})\s*([smhdw])$/.exec(text) ?? []
  return amount === undefined ? undefined : Number(amount) * units[unit as keyof typeof units]
}

/** Parses a duration, or says what one looks like. `option` names it in the message. */
export function durationOption(option: string, text: string): number {
  const duration = durationOf(text)
  if (duration !== undefined) return duration
  throw new Exit('usage', `${option}: "${text}" is no duration. Give one such as 90d, 12h, 30m or 45s.`)
}

/** Parses a date, or a duration from now on. */
export function futureOption(option: string, text: string, now: Date): Date {
  return dateOption(option, text, (duration) => now.getTime() + duration)
}

/** Parses a date, or a duration before now. */
export function pastOption(option: string, text: string, now: Date): Date {
  return dateOption(option, text, (duration) => now.getTime() - duration)
}

function dateOption(option: string, text: string, from: (duration: number) => number): Date {
  const duration = durationOf(text)
  const date = duration === undefined ? isoDate(text) : new Date(from(duration))
  if (date && !Number.isNaN(date.getTime())) return date
  throw new Exit(
    'usage',
    `${option}: "${text}" is neither a date such as 2027-01-31 or 2027-01-31T12:00Z, nor a duration such as 90d.`,
  )
}

const isoForm = /^(\d{4})-(\d\d)-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/

/** A time without a zone would depend on the machine; and Date takes February 30 for March 2. */
function isoDate(text: string): Date | undefined {
  const [, year, month, day] = isoForm.exec(text) ?? []
  if (day === undefined) return undefined
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return midnight.getUTCMonth() === Number(month) - 1 && midnight.getUTCDate() === Number(day)
    ? new Date(text)
    : undefined
}
