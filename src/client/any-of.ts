/** Returns the filter for a column with one of these values; for a single value, the form that Prisma is fastest with. */
export function anyOf(values: readonly unknown[]): unknown {
  return values.length === 1 ? values[0] : { in: values }
}
