import type { ProblemStatus } from '../problem.js'

/** The maximum of a body, in bytes: a long policy. */
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
export async function readBody(request: Request, mediaType: string): Promise<string> {
  const [given = ''] = (request.headers.get('content-type') ?? '').split(';', 1)
  if (given.trim().toLowerCase() !== mediaType) throw new BodyError(415, `The body must be ${mediaType}.`)
  if (request.bodyUsed) throw new TypeError('The body of the request was read before')
  return new TextDecoder().decode(Buffer.concat(await chunksOf(request)))
}

async function chunksOf({ body }: Request): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      length += chunk.length
      if (length > maxBytes) throw new BodyError(413, `The body must have at most ${maxBytes} bytes.`)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof BodyError) throw error
    // The client has left: that is no error of the app's.
    throw new BodyError(400, 'The body ended early.')
  }
  return chunks
}

/** @throws BodyError */
export async function readJSON(request: Request): Promise<unknown> {
  const text = await readBody(request, 'application/json')
  try {
    return JSON.parse(text)
  } catch {
    throw new BodyError(400, 'The body must be JSON.')
  }
}
