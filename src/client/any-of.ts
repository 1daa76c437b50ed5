/** The filter for a column that has one of these values: for the ordinary one value, what Prisma is fastest with. */
export function anyOf(values: readonly unknown[]): unknown {
  return values.length === 1 ? values[0] : { in: values }
}
