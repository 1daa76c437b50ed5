import { logIn } from '@/sessions'

export async function POST(request: Request) {
  const cookie = await logIn(await request.json().catch(() => undefined))
  return cookie
    ? new Response(null, { status: 204, headers: { 'Set-Cookie': cookie } })
    : Response.json({ error: 'The username or the password is wrong.' }, { status: 401 })
}
