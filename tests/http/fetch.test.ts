import { authenticateRequest, revocationRoute, tokenRoutes } from '../../src/http/index.js'
import { challengeHeaders } from '../../src/index.js'
import { sendResponse, toFetchRequest } from '../../src/http/node.js'
import { contract } from './contract.js'
import { listen } from './listen.js'
import { addressHeader, projectsOf, sessionHeader, type ServiceTokens } from './service.js'

/** An app without a framework, on the Fetch API. */
function app(tokens: ServiceTokens) {
  const session = ({ headers }: Request) => headers.get(sessionHeader)
  const settings = tokenRoutes(tokens, {
    basePath: '/settings/tokens',
    owner: session,
    trustedOrigins: ['https://trusted.example'],
  })
  const revoke = revocationRoute(tokens)
  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/settings/tokens')) return settings(request)
    if (pathname === '/oauth/revoke') return revoke(request)
    if (pathname === '/either') {
      const result = await authenticateRequest(tokens, request, { session })
      return result instanceof Response ? result : Response.json({ by: result.record ? 'token' : 'session' })
    }
    const result = await authenticateRequest(tokens, request, {
      apiKeyHeader: true,
      address: ({ headers }) => headers.get(addressHeader) ?? undefined,
      scopes: ['projects:read'],
    })
    return result instanceof Response
      ? result
      : Response.json(projectsOf(result), { headers: challengeHeaders(result) })
  }
}

contract('the Fetch API', (tokens) => {
  const handle = app(tokens)
  return listen((request, response) => {
    handle(toFetchRequest(request))
      .then((answer) => sendResponse(answer, response))
      .catch((error: unknown) => {
        response.destroy(error as Error)
      })
  })
})
