export type Turn<Variant, Result> = Result & { readonly repeat: number; readonly variant: Variant }

/** Runs every variant in every repetition, each time in the other order, so that none always profits from its place. */
export async function inTurns<Variant extends string, Result>(
  variants: readonly Variant[],
  repeats: number,
  run: (variant: Variant) => Promise<Result>,
): Promise<Turn<Variant, Result>[]> {
  const turns: Turn<Variant, Result>[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const variant of repeat % 2 ? variants.toReversed() : variants) {
      const turn = { repeat, variant, ...(await run(variant)) }
      // A run that takes minutes should show that it goes on.
      if (process.env.BENCH_VERBOSE) console.error(turn)
      turns.push(turn)
    }
  }
  return turns
}

/** Joins so many successive turns of each variant to one. */
export function joined<Variant extends string, Result>(
  turns: readonly Turn<Variant, Result>[],
  count: number,
  join: (results: readonly Result[]) => Result,
): Turn<Variant, Result>[] {
  return [...new Set(turns.map(({ variant }) => variant))].flatMap((variant) => {
    const own = turns.filter((turn) => turn.variant === variant)
    return Array.from({ length: Math.floor(own.length / count) }, (_, repeat) => {
      return { ...join(own.slice(repeat * count, (repeat + 1) * count)), repeat, variant }
    })
  })
}

/** The quotients of two variants, one for each repetition. */
export function ratios<Variant, Result>(
  turns: readonly Turn<Variant, Result>[],
  [above, below]: readonly [Variant, Variant],
  figure: (result: Result) => number,
): number[] {
  const of = (variant: Variant) =>
    turns.filter((turn) => turn.variant === variant).toSorted((a, b) => a.repeat - b.repeat)
  const divisors = of(below)
  return of(above).flatMap((turn, index) => {
    const divisor = divisors[index]
    return divisor ? [figure(turn) / figure(divisor)] : []
  })
}
