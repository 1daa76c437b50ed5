import { WebAPITokenGenerationError } from '../outcomes/errors.js'
import type { TokenGenerator } from '../generators/generator.js'
import { oneLine } from '../util/one-line.js'
import type { Settings } from '../context/options.js'

/** Returns the generator that the call names, or the repository's default, or the registry's. */
export function selectGenerator(
  { generators, defaultTokenGeneratorId, logger }: Settings,
  id: string = defaultTokenGeneratorId ?? generators.defaultId,
): TokenGenerator {
  const generator = generators.get(id)
  if (generator) return generator
  const known = [...generators].map((registered) => registered.id).join(', ')
  const message = `No token generator "${oneLine(id)}" is registered, only: ${known}`
  logger.error(message)
  throw new WebAPITokenGenerationError('ERR_WEBAPI_TOKEN_UNKNOWN_GENERATOR', message)
}
