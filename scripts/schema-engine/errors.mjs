import { isDriverAdapterError } from '@prisma/driver-adapter-utils'

const userFacingErrors = {
  AuthenticationFailed: ({ user }) => ['P1000', `Authentication failed, the credentials of \`${user}\` are not valid`],
  DatabaseNotReachable: ({ host, port }) => {
    const server = `\`${host}:${port}\``
    return [
      'P1001',
      `Can't reach database server at ${server}\n\nPlease make sure your database server is running at ${server}.`,
    ]
  },
  DatabaseDoesNotExist: ({ db }) => ['P1003', `Database \`${db}\` does not exist`],
  DatabaseAlreadyExists: ({ db }) => ['P1009', `Database \`${db}\` already exists`],
  DatabaseAccessDenied: ({ db }) => ['P1010', `User was denied access on the database \`${db}\``],
  TlsConnectionError: ({ reason }) => ['P1011', `Error opening a TLS connection: ${reason}`],
}

/** An error as Prisma shows it: `code` is one of its P codes, or absent. */
export function userFacing(error) {
  const known = isDriverAdapterError(error) ? userFacingErrors[error.cause.kind] : undefined
  if (!known) return { code: error.code, message: error.message }
  const [code, message] = known(error.cause)
  return { code, message }
}
