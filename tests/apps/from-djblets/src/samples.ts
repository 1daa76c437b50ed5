import { legacySha1Generator, vendorChecksumGenerator } from 'prisma-webapi-token'

import { secretKey } from './secret-key.js'

const user = { id: 1, password: 'pbkdf2_sha256$1$salt$hash' }
const vendor = vendorChecksumGenerator()
const legacy = legacySha1Generator({ secretKey })
const readOnly = { resources: { '*': { allow: ['GET'], block: ['*'] } } }

/** A token of each kind that a table of Djblets may hold. */
export const samples = [
  {
    token: vendor.createToken({ tokenType: 'rbp', user, attempt: 0 }),
    generator: 'vendor_checksum',
    valid: true,
    policy: {},
  },
  {
    token: legacy.createToken({ tokenType: 'rbp', user, attempt: 0 }),
    generator: 'legacy_sha1',
    valid: true,
    policy: readOnly,
  },
  { token: 'import-2014-0042', generator: 'import', valid: true, policy: { resources: { '*': { allowed: ['*'] } } } },
  { token: 'import-2014-0043', generator: 'import', valid: false, policy: {} },
]
