export { webAPITokens } from './repository/extension.js'
export { WebAPITokenRepository, type WithClientOptions } from './repository/repository.js'

export { legacySha1Generator } from './generators/legacy-sha1.js'
export { nanoidGenerator } from './generators/nanoid.js'
export { TokenGeneratorRegistry } from './generators/registry.js'
export { vendorChecksumGenerator } from './generators/vendor-checksum.js'

export { hexDigest } from './digests/hex-digest.js'
export { hmacSha256Digest } from './digests/hmac-sha256.js'
export { plaintextDigest } from './digests/plaintext.js'
export { sha256Digest } from './digests/sha256.js'

export { isMethodAllowed } from './policy/is-method-allowed.js'
export { policyWhere } from './policy/policy-where.js'
export { validatePolicy } from './policy/validate-policy.js'

export { hasScopes } from './scopes/has-scopes.js'

export { postgresInvalidationBus } from './cache/postgres-invalidation-bus.js'
export { redisInvalidationBus } from './cache/redis-invalidation-bus.js'

export { challengeHeaders } from './credentials/challenge-headers.js'
export { getTokenFromHeaders } from './credentials/get-token-from-headers.js'

export {
  WebAPITokenAuthenticationError,
  WebAPITokenCredentialsError,
  WebAPITokenCursorError,
  WebAPITokenError,
  WebAPITokenGenerationError,
  WebAPITokenLifetimeError,
  WebAPITokenLimitError,
  WebAPITokenModelError,
  WebAPITokenOutcomeError,
  WebAPITokenParentError,
  WebAPITokenPolicyError,
  WebAPITokenReferenceError,
  WebAPITokenRotationError,
  WebAPITokenScopeError,
  WebAPITokenTransactionError,
} from './outcomes/errors.js'

export type { BulkOptions, BulkProgress } from './arguments/bulk-options.js'
export type { InvalidationBus, InvalidationSubscriber } from './cache/invalidation-bus.js'
export type { PostgresClient } from './cache/postgres-bus/client.js'
export type { PostgresInvalidationBus, PostgresInvalidationBusOptions } from './cache/postgres-invalidation-bus.js'
export type { IoRedisClient, NodeRedisClient, RedisClient } from './cache/redis-bus/client.js'
export type { RedisInvalidationBus, RedisInvalidationBusOptions } from './cache/redis-invalidation-bus.js'
export type { CacheOptions, CacheStore } from './cache/cache-store.js'
export type {
  LackingOptions,
  MissingFields,
  NeedsFields,
  OwnerId,
  ProjectedRecord,
  TokenCreateData,
  TokenCreateRow,
  TokenDelegateOf,
  TokenId,
  TokenInclude,
  TokenRecord,
  TokenSelect,
  TokenWhereInput,
  UserId,
  UserNames,
} from './client/app-types.js'
export type { ChallengeHeadersOptions } from './credentials/challenge-headers.js'
export type { GetTokenFromHeadersOptions, RequestHeaders } from './credentials/get-token-from-headers.js'
export type { PolicyWhereOptions } from './policy/policy-where.js'
export type { TransactionOptions } from './client/token-client.js'
export type { Digest } from './digests/digest.js'
export type { HexDigestOptions } from './digests/hex-digest.js'
export type { HmacSha256DigestOptions } from './digests/hmac-sha256.js'
export type { TokenLimiter, TokenLimiterOptions } from './context/limiter.js'
export type { Telemetry } from './context/telemetry.js'
export type { AuthenticateOptions } from './verification/authenticate-options.js'
export type { Authenticated, AuthenticationResult, Refused, RefusalReason, RefusalStatus } from './outcomes/result.js'
export type { AnyWebAPITokenError, WebAPITokenErrorCode } from './outcomes/errors.js'
export type {
  AuthenticatedEvent,
  CreatedEvent,
  EventListener,
  ExpiredEvent,
  InvalidatedEvent,
  InvalidationBusDisconnectedEvent,
  InvalidationBusFailedEvent,
  LastUsedFailedEvent,
  LimiterFailedEvent,
  RefusedEvent,
  ReusedEvent,
  RotatedEvent,
  TokenReferenceHint,
  UpdatedEvent,
  WebAPITokenEvents,
} from './events/events.js'
export type { WebAPITokenModelMethods } from './repository/extension.js'
export type { GenerateTokensOptions } from './generation/generate-tokens.js'
export type { GenerateTokenOptions, ParentOptions } from './generation/options.js'
export type { TokenGenerator, TokenInfo, TokenPattern } from './generators/generator.js'
export type { LegacySha1GeneratorOptions } from './generators/legacy-sha1.js'
export type { InvalidateTokenOptions } from './invalidation/invalidate-token.js'
export type { InvalidateTokensOptions } from './invalidation/invalidate-tokens.js'
export type { TokenOrder } from './lifecycle/cursor.js'
export type { ListExpiringOptions } from './lifecycle/list-expiring.js'
export type { ListedToken, ListOptions, ListTokensOptions, TokenPage } from './lifecycle/list-tokens.js'
export type { ListTokenEventsOptions, TokenEvent, TokenEventPage } from './lifecycle/list-token-events.js'
export type { PruneTokenEventsOptions } from './lifecycle/prune-token-events.js'
export type { PruneTokensOptions } from './lifecycle/prune-tokens.js'
export type { Redigested, RedigestTokensOptions } from './lifecycle/redigest-tokens.js'
export type { RotateTokenOptions } from './lifecycle/rotate-token.js'
export type { TokenStatus } from './client/token-status.js'
export type { UpdateTokenOptions } from './lifecycle/update-token.js'
export type { TokenEventType } from './context/audited.js'
export type { AuthorOptions } from './context/author.js'
export type { AuditOptions, LastUsedOptions, WebAPITokenRepositoryOptions } from './context/options.js'
export type { TokenRuleOptions } from './context/token-rules.js'
export type { HasScopesOptions } from './scopes/has-scopes.js'
export type { Logger } from './events/logger.js'
export type { PolicyIdOptions, PolicyObjectId } from './policy/object-ids.js'
export type { TokenPolicy, TokenPolicyRules, TokenResourcePolicy } from './policy/policy.js'
export type { ValidatePolicyOptions } from './policy/validate-policy.js'
export type {
  GeneratedToken,
  GenerateManyOptions,
  GenerateOptions,
  InvalidateOptions,
  OptionalUnlessRequired,
  ParentOption,
  RotateOptions,
  TokensOfOwner,
  UpdateOptions,
  WebAPITokenAuthentication,
  WebAPITokenLists,
  WebAPITokenVerbs,
} from './repository/verbs.js'
export type { TokenReference } from './context/token-reference.js'
export type { OwnerReference, UserReference } from './client/owner-reference.js'
