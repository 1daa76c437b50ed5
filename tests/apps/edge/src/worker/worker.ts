import { PrismaD1 } from '@prisma/adapter-d1'
import { waitUntil } from 'cloudflare:workers'
import { challengeHeaders, getTokenFromHeaders, WebAPITokenRepository } from 'prisma-webapi-token'

import { PrismaClient } from '../generated/worker/client.js'

/** What the adapter uses of D1. */
interface D1 {
  prepare(sql: string): unknown
}

interface Env {
  readonly DB: D1
}

type Tokens = WebAPITokenRepository<PrismaClient>

/** One for all requests of this Worker, so that they have one cache. */
let shared: Tokens | undefined

export default {
  async fetch(request: Request, { DB }: Env): Promise<Response> {
    const statements: string[] = []
    // What a Worker opens belongs to one request, which therefore has a client of its own.
    const connect = () => new PrismaClient({ adapter: new PrismaD1(counting(DB, statements)) })
    shared ??= new WebAPITokenRepository(connect(), {
      tokenType: 'acme',
      cache: { store: new Map(), ttl: 60_000 },
      lastUsed: { defer: 1, background: (note) => waitUntil(note) },
    })
    const prisma = connect()
    const response = await answer(request, prisma, shared.withClient(prisma))
    response.headers.set('x-statements', `${statements.length}`)
    return response
  },
}

async function answer(request: Request, prisma: PrismaClient, tokens: Tokens): Promise<Response> {
  const route = `${request.method} ${new URL(request.url).pathname}`
  if (route === 'POST /users') {
    const user = await prisma.user.create({ data: { username: await request.text() } })
    const { token } = await tokens.generateToken(user, { note: 'Made in workerd' })
    return new Response(token, { status: 201 })
  }
  const result = await tokens.authenticate(getTokenFromHeaders(request.headers))
  if (!result.ok)
    return new Response(result.publicMessage, { status: result.status, headers: challengeHeaders(result) })
  const { id, note } = result.record
  if (route === 'DELETE /token') return Response.json(await tokens.invalidateToken({ id }))
  if (route === 'POST /token') {
    const refusal = await tokens.rotateToken({ id }).catch((error: unknown) => error)
    return Response.json(refusal, { status: 501 })
  }
  return new Response(note)
}

function counting(d1: D1, statements: string[]) {
  const counted: D1 = {
    prepare(sql) {
      statements.push(sql)
      return d1.prepare(sql)
    },
  }
  return counted as ConstructorParameters<typeof PrismaD1>[0]
}
