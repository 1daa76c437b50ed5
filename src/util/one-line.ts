/** What ends a line or changes the direction of text: in a log, it could pass for a line that nobody has written. */
const unsafe = /[\p{Cc}\u2028\u2029\p{Bidi_Control}]/gu

const short: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` }

/** A text from outside as a part of one line, with escapes instead of control characters. */
export function oneLine(text: string): string {
  return text.replace(
    unsafe,
    (character) => short[character] ?? String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'),
  )
}
