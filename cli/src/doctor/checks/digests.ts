import { usableWhere } from '../../../../src/client/token-status.js'
import type { TokenWhere } from '../../../../src/client/token-row.js'
import { plaintextId } from '../../../../src/digests/plaintext.js'
import type { Check, DoctorContext } from '../check.js'
import { finding, type Finding } from '../finding.js'
import { countUpTo, tokens } from '../rows/count.js'
import { beginsWith, beginsWithNone, builtInPrefixes, prefixOf } from '../rows/stored-forms.js'

/** Counts by the beginning of what is stored; no digest leaves the database. */
export const digests: Check = {
  name: 'digests',
  readsRows: true,
  async run(context) {
    const { settings } = context
    const named = settings.digests.flatMap((digest) => prefixOf(settings, digest) ?? [])
    const hasUnnamed = named.length < settings.digests.length
    const unnamed = beginsWithNone(context.provider, 'token', [...new Set([...builtInPrefixes, ...named])])
    return [
      ...(await unread(context, named, hasUnnamed, unnamed)),
      ...(await old(context, named)),
      ...(settings.digests.some(({ id }) => id === plaintextId) ? await plaintext(context, unnamed) : []),
    ]
  },
}

/** Counts tokens that could be used, if it were not for what is wrong with them. */
async function count({ model, now, sample }: DoctorContext, ...where: readonly TokenWhere[]): Promise<number> {
  return countUpTo(model, { AND: [(await sample()).where, usableWhere(now), ...where] })
}

async function unread(
  context: DoctorContext,
  named: readonly string[],
  hasUnnamed: boolean,
  unnamed: TokenWhere,
): Promise<Finding[]> {
  const { provider, sample } = context
  const notNamed = beginsWithNone(provider, 'token', named)
  const forms = [
    { form: 'by SHA-256', where: beginsWith(provider, 'token', 'sha256:') },
    { form: 'by HMAC with a key that is not configured', where: beginsWith(provider, 'token', 'hmac-sha256:') },
    // Whether a bare hash is one of those that are read cannot be told from its beginning.
    ...(hasUnnamed ? [] : [{ form: 'in plain text, or by a bare hash', where: unnamed }]),
  ]
  const found: string[] = []
  let total = 0
  for (const { form, where } of forms) {
    const stored = await count(context, where, notNamed)
    if (stored > 0) found.push(`${tokens(stored)} ${form}`)
    total += stored
  }
  if (total === 0) return []
  return [
    finding(
      'digest-unread',
      `Among ${(await sample()).name}, no digest of the options reads ${found.join(', ')}: they are refused as unknown.`,
      'Add the digest, with the key that they were stored by, at the end of the option digests; or invalidate them.',
    ),
  ]
}

async function old(context: DoctorContext, named: readonly string[]): Promise<Finding[]> {
  const { settings, provider, sample } = context
  const { name, isWhole } = await sample()
  const findings: Finding[] = []
  for (const digest of settings.digests.slice(1)) {
    const prefix = prefixOf(settings, digest)
    if (prefix === undefined || !named.includes(prefix)) continue
    const stored = await count(context, beginsWith(provider, 'token', prefix))
    if (stored > 0) {
      const message = `Among ${name}, ${tokens(stored)} ${stored === 1 ? 'is' : 'are'} still stored by ${digest.id}.`
      findings.push(
        finding('digest-old', message, 'Keep the digest: each token moves to the first one when it is used.'),
      )
    } else if (isWhole) {
      const message = `No token that could be used is stored by ${digest.id} any more.`
      findings.push(finding('digest-unused', message, 'Take it out of the option digests.'))
    }
  }
  return findings
}

async function plaintext(context: DoctorContext, unnamed: TokenWhere): Promise<Finding[]> {
  const stored = await count(context, unnamed)
  const { name } = await context.sample()
  const left = stored === 0 ? 'no token' : tokens(stored)
  return [
    finding(
      'digest-plaintext',
      `plaintextDigest() is configured: look-ups, and logs of queries, carry the tokens of requests. Among ${name}, ${left} is without a digest.`,
      stored === 0
        ? 'Take it out of the option digests.'
        : 'npx webapi-token redigest, and take it out of the option digests then.',
    ),
  ]
}
