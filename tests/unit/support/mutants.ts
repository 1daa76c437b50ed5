import { base62Alphabet } from '../../../src/generators/base62.js'

const characters = Array.from(`${base62Alphabet} !_-.\0\n`).concat('é', '０', 'ſ', '\ud800', '🔑')

/** Every text that one wrong key makes of the token: a character replaced, inserted or left out, or two swapped. */
export function* mutants(token: string): Generator<string> {
  for (let index = 0; index <= token.length; index++) {
    const before = token.slice(0, index)
    const [here, next] = [token.charAt(index), token.charAt(index + 1)]
    const after = token.slice(index + 1)
    for (const character of characters) yield before + character + here + after
    if (here === '') continue
    yield before + after
    for (const character of characters) if (character !== here) yield before + character + after
    if (next !== '' && next !== here) yield before + next + here + token.slice(index + 2)
  }
}

/** Every text in which one letter has the other case. */
export function* caseMutants(token: string): Generator<string> {
  for (const [index, letter] of Array.from(token).entries()) {
    const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()
    if (other !== letter) yield token.slice(0, index) + other + token.slice(index + 1)
  }
}
