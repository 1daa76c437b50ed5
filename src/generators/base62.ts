/** The digits of base62 in order of value, as in Djblets. */
export const base62Alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Writes a non-negative integer in base62, padded on the left with zeros. */
export function base62Encode(value: number, length: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = base62Alphabet.charAt(rest % 62) + text
  return text.padStart(length, '0')
}

/**
 * Checks whether a string ends in a number as {@link base62Encode} writes it, without creating a string: each request calls it.
 */
export function endsInBase62(text: string, value: number, length: number): boolean {
  let rest = value
  for (let index = text.length - 1; index >= text.length - length; index--) {
    if (text.charCodeAt(index) !== base62Alphabet.charCodeAt(rest % 62)) return false
    rest = Math.floor(rest / 62)
  }
  return rest === 0
}

/** Checks whether every character from `start` on is a base62 digit. */
export function isBase62(text: string, start = 0): boolean {
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const isDigit = code >= 48 && code <= 57
    const isUpper = code >= 65 && code <= 90
    const isLower = code >= 97 && code <= 122
    if (!isDigit && !isUpper && !isLower) return false
  }
  return true
}
