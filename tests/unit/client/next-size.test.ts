import { nextSize } from '../../../src/client/in-batches.js'

test.each([
  ['grows while statements are fast, to twice as many', 1000, 10, 5000, 2000],
  ['grows up to the size that was asked for', 4000, 10, 5000, 5000],
  ['shrinks when a statement was slow', 4000, 150, 5000, 2000],
  ['stays where a statement takes 75 ms', 3000, 75, 5000, 3000],
  ['shrinks no further than to 500', 1000, 60_000, 5000, 500],
  ['leaves a small size alone, however slow it is', 50, 60_000, 50, 50],
  ['takes no time for granted', 1000, 0, 5000, 2000],
])('a batch %s', (_, size, milliseconds, batchSize, expected) => {
  expect(nextSize(size, milliseconds, batchSize)).toBe(expected)
})
