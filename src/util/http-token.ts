/** The pattern of a method, of a header's name, and of an authentication scheme: RFC 9110, section 5.6.2. */
export const httpToken = String.raw`[\w!#$%&'*+.^\x60|~-]+`

const whole = new RegExp(`^${httpToken}$`)

export function isHttpToken(text: string): boolean {
  return whole.test(text)
}
