/** Creates a response of JSON, which nobody stores. */
export function jsonResponse(
  status: number,
  body: unknown,
  {
    headers,
    type = 'application/json',
  }: { readonly headers?: Readonly<Record<string, string>>; readonly type?: string } = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'Content-Type': type, 'Cache-Control': 'no-store' },
  })
}
