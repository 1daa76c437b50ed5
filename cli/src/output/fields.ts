import { writeLine, type Output } from '../terminal.js'

/** Writes names and values, one pair a line. */
export async function writeFields(
  stream: Output,
  fields: readonly (readonly [name: string, value: string])[],
): Promise<void> {
  const width = Math.max(...fields.map(([name]) => name.length))
  for (const [name, value] of fields) await writeLine(stream, `${name.padEnd(width)}  ${value}`.trimEnd())
}
