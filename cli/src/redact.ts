import type { Terminal } from './terminal.js'

const hidden = '***'

/** What looks like a secret, whoever has written it. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // The password in a URL of a connection.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/'"]*):[^\s@'"]*@/gi, `$1:${hidden}@`],
  [/\b(password|passwd|pwd)(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&)]+)/gi, `$1$2${hidden}`],
  // Digests, and bare hashes.
  [/\b(sha256:|hmac-sha256:[^\s:"']*:)[0-9a-f]{16,}/gi, `$1${hidden}`],
  [/\b[0-9a-f]{40,}\b/gi, hidden],
  // Tokens of the built-in generators, whatever their type is.
  [/\b([A-Za-z0-9-][A-Za-z0-9_-]{0,31}_)[0-9A-Za-z]{30,}\b/g, `$1${hidden}`],
]

/** Returns a text without the tokens of the command, the passwords of the environment, and what looks like either. */
export function redact(text: string, { env, secrets }: Pick<Terminal, 'env' | 'secrets'>): string {
  let safe = text
  // The longest first: one may be a part of another.
  const exact = [...[...(secrets ?? [])].filter(({ length }) => length >= shortestToken), ...passwordsOf(env)].sort(
    (a, b) => b.length - a.length,
  )
  for (const secret of exact) safe = safe.replaceAll(secret, hidden)
  for (const [pattern, replacement] of patterns) safe = safe.replace(pattern, replacement)
  return safe
}

/** What an error may have. */
interface PrismaError {
  readonly message?: unknown
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalMessage?: unknown } } }
}

/** Returns the message of anything that was thrown, in the form for a person: no code frame, no secret. */
export function messageOf(error: unknown, terminal: Pick<Terminal, 'env' | 'secrets'>): string {
  const { message, meta } = Object(error) as PrismaError
  const original = meta?.driverAdapterError?.cause?.originalMessage
  // Prisma puts the app's source around the words of the database.
  if (typeof original === 'string' && original !== '')
    return redact(original.replace(/\s*\n\s*/g, ' ').trim(), terminal)
  const text = typeof message === 'string' && message.trim() !== '' ? message : String(error)
  // Prisma shows the call in the app's source, and says what is wrong in the last paragraph.
  const essence = text.trimStart().startsWith('Invalid `')
    ? text
        .trim()
        .split(/\n\s*\n/)
        .at(-1)
    : text
  return redact((essence ?? text).replace(/\s*\n\s*/g, ' ').trim(), terminal)
}

/** What is shorter is no token, whatever somebody has typed. */
const shortestToken = 8

/** Shorter ones would be found in words. Those in URLs are hidden whatever their length is. */
const shortestPassword = 4

/** Returns the passwords in the URLs that the environment has. */
function passwordsOf(env: Terminal['env']): string[] {
  return Object.values(env).flatMap((value) => {
    const { password } = (value?.includes('://') && URL.canParse(value) ? new URL(value) : {}) as { password?: string }
    return password ? [password, decoded(password)].filter((each) => each.length >= shortestPassword) : []
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
