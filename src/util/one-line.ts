/** Characters that end a line or change the direction of text, and could forge a line in a log. */
const unsafe = /[\p{Cc}\u2028\u2029\p{Bidi_Control}]/gu

const short: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` }

/** Returns a string from outside as part of one line, with escapes instead of control characters. */
export function oneLine(text: string): string {
  return text.replace(
    unsafe,
    (character) => short[character] ?? String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'),
  )
}
