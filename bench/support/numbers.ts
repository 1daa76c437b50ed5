/** A positive integer from the environment. */
export function size(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback)
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`${name} must be a positive integer`)
  return value
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** What repetitions came to. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spread(values: readonly number[], digits = 2): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number) => sorted[index] ?? NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: rounded((at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, digits),
    min: rounded(at(0), digits),
    max: rounded(at(sorted.length - 1), digits),
  }
}

export function shown({ median, min, max }: Spread): string {
  return `${median} (${min} to ${max})`
}
