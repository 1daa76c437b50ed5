import { inspect } from 'node:util'

import type { TestClient } from '../support/databases.js'
import type { WebAPITokenRepository } from '../../src/index.js'
import type { Journal, Verb } from './journal.js'
import type { Random } from './random.js'

interface Token {
  readonly id: number
  readonly plaintext: string
}

/** What a call has generated or found. */
interface Result {
  readonly tokens?: readonly Token[]
  readonly count?: number
  readonly ok?: boolean
}

type Tokens = WebAPITokenRepository<TestClient>

interface Lane {
  readonly name: string
  readonly userId: number
  /** A user whom others generate tokens for at the same time. */
  readonly limitedUserId: number
  readonly tokens: Tokens
  readonly limited: Tokens
  readonly journal: Journal
  readonly random: Random
  /** Called before each call; false ends the lane. */
  readonly goesOn: () => boolean
}

class AppError extends Error {}

const verbs: readonly (readonly [verb: Verb, weight: number])[] = [
  ['generate', 5],
  ['generateWithinLimit', 2],
  ['generateMany', 2],
  ['transaction', 3],
  ['authenticate', 6],
  ['update', 2],
  ['rotate', 3],
  ['rotateWithGrace', 2],
  ['rotateUntilUse', 1],
  ['revoke', 3],
  ['revokeAll', 0.5],
  ['revokeInBatches', 0.5],
  ['prune', 0.3],
  ['list', 1],
]
const bag = verbs.flatMap(([verb, weight]) => Array<Verb>(weight * 10).fill(verb))

/** Calls one verb after another, and writes down what it is going to do and what became of it. */
export async function runLane(lane: Lane): Promise<void> {
  let held: Token[] = []
  // To rotate one again would replace its unused successor, which is acknowledged.
  const rotatedIds = new Set<number>()
  const rolledBack = new Set<string>()
  lane.tokens.on('created', ({ record }) => {
    if (rolledBack.has(record.note)) {
      lane.journal.write({ kind: 'incident', what: 'eventOfRollback', detail: record.note })
    }
  })
  for (let number = 1; lane.goesOn(); number++) {
    const verb = lane.random.pick(bag)
    const call = `${lane.name}-${number}`
    const isRotation = verb.startsWith('rotate')
    const targets = isRotation ? held.filter(({ id }) => !rotatedIds.has(id)) : held
    const target = targets.length > 0 ? lane.random.pick(targets) : undefined
    if (isRotation && target) rotatedIds.add(target.id)
    const plan = planOf(lane, verb, call, target)
    if (!plan) continue
    const { run, ...intent } = plan
    const isLimited = verb === 'generateWithinLimit'
    if (intent.rollsBack) rolledBack.add(call)
    lane.journal.write({ kind: 'intent', call, verb, userId: isLimited ? lane.limitedUserId : lane.userId, ...intent })
    const start = performance.now()
    const outcome = { kind: 'outcome', call } as const
    try {
      const { tokens = [], ...result } = await run()
      const milliseconds = performance.now() - start
      lane.journal.write({ ...outcome, milliseconds, ids: tokens.map(({ id }) => id), ...result })
      if (!isLimited) held.push(...tokens)
    } catch (error) {
      const milliseconds = performance.now() - start
      lane.journal.write({ ...outcome, milliseconds, error: nameOf(error) })
      const shown = inspect(error, { depth: 6 })
      if (held.some(({ plaintext }) => shown.includes(plaintext))) {
        lane.journal.write({ kind: 'incident', what: 'leak', detail: `${call} ${verb}: ${nameOf(error)}` })
      }
    }
    if (verb === 'revokeAll' || verb === 'revokeInBatches') held = []
    else if (/^(?:revoke|rotate)/.test(verb)) held = held.filter((token) => token !== target || lane.random.chance(0.2))
    // Few enough for each of them to be met again.
    held = held.slice(-40)
  }
}

interface Plan {
  readonly run: () => Promise<Result>
  readonly ids?: number[]
  readonly size?: number
  readonly rollsBack?: boolean
}

function planOf(lane: Lane, verb: Verb, call: string, target?: Token): Plan | undefined {
  const { tokens, userId, random } = lane
  const note = { note: call }
  switch (verb) {
    case 'generate':
      return { size: 1, run: async () => ({ tokens: [heldToken(await tokens.generateToken(userId, note))] }) }
    case 'generateWithinLimit':
      return {
        size: 1,
        run: async () => ({ tokens: [heldToken(await lane.limited.generateToken(lane.limitedUserId, note))] }),
      }
    case 'generateMany': {
      const size = Math.ceil(random.between(2, 12))
      const users = Array<number>(size).fill(userId)
      return {
        size,
        run: async () => {
          const generated: Token[] = []
          for await (const batch of tokens.generateTokens(users, { ...note, batchSize: size })) {
            generated.push(...batch.map(heldToken))
          }
          return { tokens: generated }
        },
      }
    }
    case 'transaction': {
      const rollsBack = random.chance(0.4)
      return {
        size: 1,
        rollsBack,
        run: async () => {
          const generated = await tokens
            .transaction(async (inside, tx) => {
              const token = heldToken(await inside.generateToken(userId, note))
              await tx.user.create({ data: { username: call } })
              if (rollsBack) throw new AppError('The app rolls back')
              return token
            })
            .catch((error: unknown) => {
              if (error instanceof AppError) return undefined
              throw error
            })
          return { tokens: generated ? [generated] : [] }
        },
      }
    }
    case 'prune':
      return { run: () => tokens.pruneTokens({ expiredBefore: new Date(0), invalidatedBefore: new Date(0) }) }
    case 'list':
      return { run: async () => ({ count: (await tokens.listTokens({ user: userId, take: 20 })).tokens.length }) }
    case 'revokeAll':
      return { run: () => tokens.invalidateTokens({ users: [userId] }) }
    case 'revokeInBatches':
      return { run: () => tokens.invalidateTokens({ users: [userId], batchSize: 5 }) }
  }
  if (!target) return undefined
  const { id, plaintext } = target
  const ids = [id]
  const rotate = (options: object): Plan => ({
    ids,
    size: 1,
    run: async () => ({ tokens: [heldToken(await tokens.rotateToken({ id }, { ...note, ...options }))] }),
  })
  switch (verb) {
    case 'authenticate':
      return { ids, run: async () => ({ ok: (await tokens.authenticate(plaintext)).ok }) }
    case 'update':
      return { ids, run: () => tokens.updateToken(random.chance(0.5) ? plaintext : { id }, { extraData: call }) }
    case 'rotate':
      return rotate({})
    case 'rotateWithGrace':
      return rotate({ gracePeriod: 86_400_000 })
    case 'rotateUntilUse':
      return rotate({ retireOnFirstUse: true })
    default:
      return { ids, run: () => tokens.invalidateToken(random.chance(0.5) ? plaintext : { id }) }
  }
}

function heldToken({ token, record }: { token: string; record: { id: number } }): Token {
  return { id: record.id, plaintext: token }
}

function nameOf(error: unknown): string {
  const { name, code, message } = Object(error) as { name?: string; code?: string; message?: string }
  return `${name ?? 'Error'} ${code ?? ''} ${(message ?? '').replace(/\s+/g, ' ').slice(-200)}`
}
