import type { ProblemStatus } from './problem.js'

/** The default maximum of a body, in bytes: a long policy. */
const maxBytes = 65_536

/** Says why a body could not be read. */
export class BodyError extends Error {
  constructor(
    readonly status: ProblemStatus,
    message: string,
  ) {
    super(message)
  }
}

/**
 * Reads a body of a media type, within bounds.
 *
 * @throws BodyError
 */
export async function readBytes(request: Request, mediaType: string, limit = maxBytes): Promise<Buffer> {
  const [given = ''] = (request.headers.get('content-type') ?? '').split(';', 1)
  if (given.trim().toLowerCase() !== mediaType) throw new BodyError(415, `The body must be ${mediaType}.`)
  if (request.bodyUsed) throw new TypeError('The body of the request was read before')
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
      length += chunk.length
      if (length > limit) throw new BodyError(413, `The body must have at most ${limit} bytes.`)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof BodyError) throw error
    // The client has left: that is no error of the app's.
    throw new BodyError(400, 'The body ended early.')
  }
  return Buffer.concat(chunks)
}

/** @throws BodyError */
export async function readForm(request: Request): Promise<URLSearchParams> {
  return new URLSearchParams(String(await readBytes(request, 'application/x-www-form-urlencoded')))
}

/** @throws BodyError */
export async function readJSON(request: Request): Promise<unknown> {
  return parseJSON(await readBytes(request, 'application/json'))
}

/** @throws BodyError */
export function parseJSON(bytes: Buffer): unknown {
  try {
    return JSON.parse(String(bytes))
  } catch {
    throw new BodyError(400, 'The body must be JSON.')
  }
}
