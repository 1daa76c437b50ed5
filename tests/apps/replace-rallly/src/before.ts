// The database as the app of before has left it.
import { close, createKey, createTables } from './old-app.js'
import { hashed, slowlyHashed } from './old-keys.js'

createTables()
createKey('acme', hashed, 'sk_salted00_00000000000000000000000000000000')
createKey('acme', slowlyHashed, 'sk_scrypt00_00000000000000000000000000000000')
close()
