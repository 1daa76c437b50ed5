/** A request of Node's `http`, or of a framework on it, which may have parsed its body. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly rawHeaders: readonly string[]
  readonly body?: unknown
}

/** The response of Node's `http`. */
export interface NodeResponse {
  statusCode: number
  setHeader(name: string, value: string | readonly string[]): unknown
  end(body?: string): unknown
}

/** Creates a request of the Fetch API of one of Node's. Its host is in its header alone. */
export function toFetchRequest(request: NodeRequest): Request {
  const { method = 'GET', url = '/' } = request
  const headers = new Headers(headersOf(request))
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody ? bodyOf(request, headers) : null
  return new Request(`http://localhost${url.startsWith('/') ? url : '/'}`, { method, headers, body, duplex: 'half' })
}

/** Returns the body, written again where a parser has read it. */
function bodyOf(request: NodeRequest, headers: Headers): string | Uint8Array<ArrayBuffer> | ReadableStream {
  const { body } = request
  if (typeof body === 'string' || body instanceof Uint8Array) return body as string | Uint8Array<ArrayBuffer>
  if (body === undefined) return ReadableStream.from(request as unknown as AsyncIterable<Uint8Array>)
  const type = headers.get('content-type') ?? ''
  return /^application\/x-www-form-urlencoded\b/i.test(type) ? formOf(body) : JSON.stringify(body)
}

/** Writes a form again: what was there twice, parsers have in a list. */
function formOf(body: unknown): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(Object(body) as object)) {
    for (const each of Array.isArray(value) ? value : [value]) form.append(name, String(each))
  }
  return form.toString()
}

/** All of them, also of the same name, which Node's `headers` hides. HTTP/2 has its method and path there, too. */
function headersOf({ rawHeaders }: NodeRequest): [string, string][] {
  const headers: [string, string][] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    if (!name.startsWith(':')) headers.push([name, value])
  }
  return headers
}

/** Sends a response of the Fetch API. */
export async function sendResponse(response: Response, to: NodeResponse): Promise<void> {
  const body = await response.text()
  to.statusCode = response.status
  for (const [name, value] of response.headers) to.setHeader(name, value)
  to.end(body)
}
