/** A shorter secret must not reveal any characters. */
const shortestSecret = 16

/** Returns what a list may show of a token: its prefix and its last 4 characters, such as `acme_...x7Qa`. */
export function tokenHint(token: string, tokenType: string): string {
  const prefix = token.startsWith(`${tokenType}_`) ? `${tokenType}_` : ''
  const tail = token.length - prefix.length >= shortestSecret ? token.slice(-4) : ''
  return `${prefix}...${tail}`
}
