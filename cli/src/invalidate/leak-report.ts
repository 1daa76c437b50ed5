import type { Leak } from './leak.js'

/** The numbers of lines that a person is shown at most. */
const atMost = 20

/** Tells what was in the file, without a token: by the numbers of the lines. */
export function leakReport({ lines, valid, alreadyInvalid, unknown, notTokens }: Leak) {
  const matched = [...valid.values()].flat().sort((a, b) => a - b)
  return {
    json: { lines, matched, alreadyInvalid, unknown, notTokens },
    lines: [
      ...lineOf('with tokens that were valid', matched),
      ...lineOf('with tokens that were invalid already', alreadyInvalid),
      ...lineOf('with tokens that are not in the table', unknown),
      ...lineOf('that are no tokens', notTokens),
    ],
  }
}

function lineOf(what: string, numbers: readonly number[]): string[] {
  if (numbers.length === 0) return []
  const shown = numbers.slice(0, atMost).join(', ')
  const more = numbers.length > atMost ? `, and ${numbers.length - atMost} more` : ''
  return [`  ${numbers.length === 1 ? '1 line' : `${numbers.length} lines`} ${what}: ${shown}${more}`]
}
