import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'

export interface Call {
  readonly method?: string
  readonly token?: string
  readonly cookie?: string
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

export type Send = ReturnType<typeof sendTo>

/** Returns what sends a request to the app, as a program or a browser would. */
export function sendTo(url: string) {
  return async (path: string, { method, token, cookie, json, form, headers }: Call = {}) => {
    const body = json === undefined ? form && new URLSearchParams(form) : JSON.stringify(json)
    const response = await fetch(url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(cookie !== undefined && { cookie }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    const isJSON = /^application\/(?:problem\+)?json\b/.test(response.headers.get('content-type') ?? '')
    // Each test says what it expects of a body.
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJSON && text !== '' ? JSON.parse(text) : undefined,
    }
  }
}

/** Logs in, and returns the header `Cookie` of the session. */
export async function logIn(send: Send, username: string, password: string): Promise<string> {
  const { status, headers } = await send('/login', { json: { username, password } })
  assert.equal(status, 204)
  const [cookie = ''] = headers.getSetCookie()
  assert.match(cookie, /^session=\S+; Path=\/; Max-Age=28800; HttpOnly; SameSite=Lax(?:; Secure)?$/)
  return cookie.slice(0, cookie.indexOf(';'))
}

/** Sends lines as they are, and returns the status of the answer: `fetch` would join two headers of one name. */
export async function statusOf(url: string, lines: readonly string[]): Promise<number> {
  const socket = await connectTo(url)
  socket.write([...lines, `Host: ${new URL(url).host}`, 'Connection: close', '', ''].join('\r\n'))
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])
}

/** Sends a part of a request, and closes the connection. */
export async function closeEarly(
  url: string,
  lines: readonly string[],
  how: 'destroy' | 'resetAndDestroy',
): Promise<void> {
  const socket = await connectTo(url)
  socket.write(lines.join('\r\n'))
  socket[how]()
  await once(socket, 'close')
}

async function connectTo(url: string) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  return socket
}
