import Table from 'cli-table3'

import type { Output } from '../terminal.js'

/** A column of a list. */
export interface Column {
  readonly title: string
  /** Gives way when the terminal is too narrow: the highest number first; a column without one stays. */
  readonly dispensable?: number
  /** Takes what is left of the width. */
  readonly isFlexible?: boolean
}

const gap = '  '

const noBorders = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '',
  bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: gap,
} // prettier-ignore

/** The least width of a flexible column. */
const leastWidth = 10

/** Returns the lines of a table that fits the terminal; of a list for a program, tabs between its values, where it is none. */
export function tableLines(stream: Output, columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  if (stream.isTTY !== true) return rows.map((row) => row.join('\t'))
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...rows.map((row) => lengthOf(row[index]))))
  // A terminal may not know its width, and say 0.
  const available = stream.columns === undefined || stream.columns === 0 ? 100 : stream.columns
  const shown = fitting(columns, widths, available)
  const table = new Table({
    head: shown.map(({ index }) => columns[index]?.title ?? ''),
    colWidths: shown.map(({ width }) => width),
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) table.push(shown.map(({ index }) => row[index] ?? ''))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
}

/** Characters of double width count twice, in most cases: what is beyond Latin may need more room. */
function lengthOf(text = ''): number {
  return text.length + (text.match(/[\u1100-\u{10FFFF}]/gu)?.length ?? 0)
}

/** Chooses the columns that fit, and their widths. */
function fitting(
  columns: readonly Column[],
  widths: readonly number[],
  available: number,
): { readonly index: number; readonly width: number }[] {
  let indexes = columns.map((_, index) => index)
  const flexible = columns.findIndex(({ isFlexible }) => isFlexible)
  const used = () =>
    indexes.reduce((sum, index) => sum + gap.length + (index === flexible ? 0 : (widths[index] ?? 0)), -gap.length)
  const needed = () => used() + (indexes.includes(flexible) ? Math.min(leastWidth, widths[flexible] ?? 0) : 0)
  while (needed() > available) {
    const [first] = indexes
      .filter((index) => columns[index]?.dispensable !== undefined)
      .sort((a, b) => (columns[b]?.dispensable ?? 0) - (columns[a]?.dispensable ?? 0))
    if (first === undefined) break
    indexes = indexes.filter((index) => index !== first)
  }
  const left = Math.max(leastWidth, available - used())
  return indexes.map((index) => {
    const width = widths[index] ?? 0
    return { index, width: Math.max(1, index === flexible ? Math.min(width, left) : width) }
  })
}
