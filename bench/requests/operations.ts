import { createHash } from 'node:crypto'

import type { TestDatabase } from '../../tests/support/databases.js'
import type { Client } from '../support/database.js'
import type { Driver } from '../support/driver.js'
import { settle } from '../support/fill.js'
import { nanoidGenerator, WebAPITokenRepository } from '../support/library.js'
import type { Peer } from '../support/peer.js'
import { plainRow } from '../support/plain-row.js'
import { tokenCount, userCount } from '../support/sizes.js'
import type { Run } from '../support/throughput.js'

export type Variant = 'library' | 'cached' | 'deferred' | 'prisma' | 'driver' | 'better-auth'

export type Variants = { readonly [variant in Variant]?: Run }

export interface Operation {
  readonly name: string
  readonly variants: Variants
  /** Brings back what one turn has used up. */
  readonly restore?: () => Promise<unknown>
}

/** Who does the same work beside the library. */
export interface Contestants {
  readonly database: TestDatabase
  readonly prisma: Client
  readonly driver?: Driver
  readonly peer?: Peer
  /** Milliseconds that notes of uses are deferred for. Default: 20. */
  readonly defer?: number
}

/** Fewer than tokens: the peer uses up fewer of them, and takes longer to make them. */
const peerKeyCount = 1000

export async function operations(contestants: Contestants): Promise<Operation[]> {
  const { database, prisma, driver, peer, defer = 20 } = contestants
  const { provider } = database.kind
  const repository = new WebAPITokenRepository(prisma)
  const deferred = new WebAPITokenRepository(prisma, { lastUsed: { defer } })
  const cached = new WebAPITokenRepository(prisma, { cache: { store: new Map(), ttl: 3_600_000 } })

  const tokens = await makeTokens(repository)
  await settle(database.prisma, provider)
  const keys = peer ? await makeKeys(peer) : []
  const token = inCircles(tokens)
  // To hash a token is the library's own expense.
  const digest = inCircles(tokens.map((plain) => `sha256:${createHash('sha256').update(plain).digest('hex')}`))
  const key = inCircles(keys)
  const userId = inCircles(Array.from({ length: userCount }, (_, index) => index + 1))
  const peerUserId = inCircles(peer?.userIds ?? [])
  const hot = { token: token(), digest: digest(), key: keys[0]?.key ?? '' }
  const cachedTokens = tokens.slice(0, 1000)
  const cachedToken = inCircles(cachedTokens)
  await Promise.all(cachedTokens.map((each) => cached.authenticate(each, unnoted)))

  const find = (stored: string) => prisma.webAPIToken.findUnique({ where: { token: stored } })

  /** Another variant for each contestant that is there. */
  const variants = (library: Run, plain: Run, bare: (driver: Driver) => Run, peers: (peer: Peer) => Run): Variants => ({
    library,
    prisma: plain,
    ...(driver && { driver: bare(driver) }),
    ...(peer && { 'better-auth': peers(peer) }),
  })
  const rejection = (text: () => string) =>
    variants(
      bad(() => repository.authenticate(text(), unnoted)),
      () => find(`sha256:${createHash('sha256').update(text()).digest('hex')}`),
      (bare) => () => bare.find(`sha256:${createHash('sha256').update(text()).digest('hex')}`),
      (peers) => () => peers.verify(text()),
    )

  return [
    {
      name: 'authenticate, many tokens',
      variants: {
        ...variants(
          good(() => repository.authenticate(token(), unnoted)),
          () => find(digest()),
          (bare) => () => bare.find(digest()),
          (peers) => valid(() => peers.verify(key().key)),
        ),
        cached: good(() => cached.authenticate(cachedToken(), unnoted)),
      },
    },
    {
      name: 'authenticate, one token',
      variants: {
        ...variants(
          good(() => repository.authenticate(hot.token, unnoted)),
          () => find(hot.digest),
          (bare) => () => bare.find(hot.digest),
          (peers) => valid(() => peers.verify(hot.key)),
        ),
        cached: good(() => cached.authenticate(hot.token, unnoted)),
      },
    },
    {
      name: 'authenticate, and note the use',
      variants: {
        ...variants(
          good(() => repository.authenticate(token(), { lastUsedInterval: 0 })),
          async () => {
            const row = await find(digest())
            if (row) await prisma.webAPIToken.updateMany({ where: { id: row.id }, data: { lastUsed: new Date() } })
          },
          (bare) => () => bare.use(digest(), new Date()),
          (peers) => valid(() => peers.verify(key().key)),
        ),
        deferred: good(() => deferred.authenticate(token(), { lastUsedInterval: 0 })),
      },
      restore: () => deferred.flush(),
    },
    { name: 'reject, unknown', variants: rejection(inCircles(strangers(tokenCount))) },
    {
      name: 'reject, wrong checksum',
      variants: rejection(inCircles(tokens.map((plain) => `${plain.slice(0, -6)}000000`))),
    },
    { name: 'reject, garbage', variants: rejection(() => 'Not a token, but as long as one is: 12345') },
    {
      name: 'invalidate one',
      variants: variants(
        () => repository.invalidateToken(token()),
        () => {
          const now = new Date()
          return prisma.webAPIToken.updateMany({
            where: { token: digest(), valid: true },
            data: { valid: false, invalidDate: now, invalidReason: '', lastUpdated: now },
          })
        },
        (bare) => () => bare.invalidate(digest(), new Date()),
        (peers) => () => {
          const { id, userId: owner } = key()
          return peers.disable(id, owner)
        },
      ),
      async restore() {
        const where = { valid: false }
        await database.prisma.webAPIToken.updateMany({ where, data: { valid: true, invalidDate: null } })
        await settle(database.prisma, provider)
        await peer?.enableAll()
      },
    },
    // Last: it makes the table grow.
    {
      name: 'generate',
      variants: variants(
        () => repository.generateToken(userId()),
        () => prisma.webAPIToken.create({ data: plainRow(userId()) }),
        (bare) => () => bare.insert([plainRow(userId())]),
        (peers) => () => peers.create(peerUserId()),
      ),
    },
  ]
}

/** Not that a use has to be written in the middle of a run. */
const unnoted = { lastUsedInterval: Infinity }

async function makeTokens(repository: InstanceType<typeof WebAPITokenRepository<Client>>): Promise<string[]> {
  const tokens: string[] = []
  const users = Array.from({ length: tokenCount }, (_, index) => 1 + (index % userCount))
  for await (const batch of repository.generateTokens(users)) tokens.push(...batch.map(({ token }) => token))
  return tokens
}

async function makeKeys(peer: Peer) {
  const keys: { id: string; key: string; userId: string }[] = []
  for (let index = 0; index < peerKeyCount; index++) {
    const userId = peer.userIds[index % peer.userIds.length] ?? ''
    keys.push({ ...(await peer.create(userId)), userId })
  }
  return keys
}

/** Tokens of the right form that no database has. */
function strangers(count: number): string[] {
  const generator = nanoidGenerator()
  return Array.from({ length: count }, () => generator.createToken({ tokenType: 'wat' }))
}

function inCircles<T>(items: readonly T[]): () => T {
  let index = 0
  return () => items[index++ % items.length] as T
}

/** A benchmark of refusals would be a fast one, and the other way round. */
const good = expecting(({ ok }: { ok: boolean }) => ok, 'A good token was refused')
const bad = expecting(({ ok }: { ok: boolean }) => !ok, 'A bad token was let in')
const valid = expecting((isValid: boolean) => isValid, 'A good key was refused')

function expecting<T>(isExpected: (result: T) => boolean, message: string) {
  return (run: () => Promise<T>): Run =>
    Object.assign(run, {
      check(result: T) {
        if (!isExpected(result)) throw new Error(message)
      },
    })
}
