// The database as the app of before has left it.
import { close, createApiKey, createTables, createTeam } from './old-app.js'

createTables()
createTeam('acme')
createApiKey('acme', null, '0123456789abcdef0123456789abcdef')
close()
