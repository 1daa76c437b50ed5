// The database as the app of before has left it.
import { close, createRestrictedToken, createTables, createUserToken } from './old-app.js'

createTables()
createUserToken('dub_000000000000000000000000')
createRestrictedToken('links.read domains.read', 'dub_111111111111111111111111')
close()
