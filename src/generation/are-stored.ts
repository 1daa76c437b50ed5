import type { TokenContext } from '../context/context.js'
import type { GeneratedRow } from './insert-unique.js'

/** Checks whether generated tokens are stored. */
export async function areStored(
  { model, settings }: TokenContext,
  generated: readonly GeneratedRow[],
): Promise<boolean> {
  const digests = generated.map(({ token }) => settings.digests[0].digest(token))
  return (await model.reader.count({ where: { token: { in: digests } } })) === digests.length
}
