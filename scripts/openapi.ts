// Writes the document of the routes of a settings page, for the model as it ships: docs/token-routes.openapi.json.
import { writeFileSync } from 'node:fs'

import { connect } from '../prisma/client.js'
import { tokenRoutes } from '../src/http/index.js'
import { WebAPITokenRepository } from '../src/index.js'

const { openapi } = tokenRoutes(new WebAPITokenRepository(connect('file:./unused.db')), { owner: () => undefined })
writeFileSync(new URL('../docs/token-routes.openapi.json', import.meta.url), `${JSON.stringify(openapi, null, 2)}\n`)
