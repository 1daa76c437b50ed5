import { revocationRoute, tokenRoutes, withToken } from '../../src/adapters/next.js'
import { sendResponse, toFetchRequest } from '../../src/http/node.js'
import { contract } from './contract.js'
import { listen } from './listen.js'
import { addressHeader, projectsOf, sessionHeader, type ServiceTokens } from './service.js'

type RouteHandler = (request: Request, context: { params: Promise<{ path?: string[] }> }) => Promise<Response>

/** The files `route.ts` of an app: what they export, by their paths. Next.js itself serves `examples/next`. */
function routesOf(tokens: ServiceTokens): Readonly<Record<string, Readonly<Record<string, RouteHandler>>>> {
  const options = {
    apiKeyHeader: true,
    address: ({ headers }: Request) => headers.get(addressHeader) ?? undefined,
    scopes: ['projects:read'],
  } as const
  const session = ({ headers }: Request) => headers.get(sessionHeader)
  const projects = withToken(tokens, options, (_request, { token }) => Response.json(projectsOf(token)))
  const either = withToken(tokens, { session }, (_request, { token }) =>
    Response.json({ by: token.record ? 'token' : 'session' }),
  )
  const routes = tokenRoutes(tokens, { owner: session, trustedOrigins: ['https://trusted.example'] })
  const { openapi: _openapi, ...settings } = routes
  const revoke = revocationRoute(tokens)
  return {
    projects: { GET: projects },
    either: { GET: either },
    settings,
    oauth: { POST: revoke, GET: revoke },
  }
}

contract(
  'Next.js',
  (tokens) => {
    const routes = routesOf(tokens)
    return listen((incoming, outgoing) => {
      const request = toFetchRequest(incoming)
      const [root = '', , ...path] = new URL(request.url).pathname.split('/').slice(1)
      const { GET, ...others } = routes[root] ?? {}
      // As Next.js has it: HEAD is GET, and what is not exported is 405.
      const handle = { ...others, GET, HEAD: GET }[request.method]
      const answer = handle
        ? handle(request, { params: Promise.resolve(path.length > 0 ? { path } : {}) })
        : Promise.resolve(new Response(null, { status: 405 }))
      answer
        .then((response) => sendResponse(response, outgoing))
        .catch((error: unknown) => {
          outgoing.destroy(error as Error)
        })
    })
  },
  { answersMethods: true },
)
