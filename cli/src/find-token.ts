import { keyedProjection } from '../../src/client/keyed-projection.js'
import type { TokenRow } from '../../src/client/token-row.js'
import type { TokenContext } from '../../src/context/context.js'
import { digestCandidates } from '../../src/digests/digest.js'
import { matchingRow } from '../../src/verification/find-token.js'

const decisive = keyedProjection({ select: { id: true } })

/** Finds the row of a token. Look-ups that begin together share their queries, a few hundred digests in each. */
export async function findRow({ settings, lookUps }: TokenContext, token: string): Promise<TokenRow | undefined> {
  const candidates = digestCandidates(settings.digests, token)
  return candidates.length === 0 ? undefined : matchingRow(candidates, await lookUps.find(candidates, decisive))
}
