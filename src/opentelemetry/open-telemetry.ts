import { type Meter, metrics, type Tracer, trace } from '@opentelemetry/api'

import { knownOptions } from '../arguments/known-options.js'
import type { Telemetry } from '../context/telemetry.js'
import { measured } from './measured.js'

/** The options of {@link openTelemetry}. */
export interface OpenTelemetryOptions {
  /** Default: the global one's, with the name of this package. */
  tracer?: Tracer | undefined
  /** Default: the global one's, with the name of this package. */
  meter?: Meter | undefined
}

const scope = 'prisma-webapi-token'

/**
 * Creates the spans and metrics of a repository. Without an SDK, OpenTelemetry's API does nothing.
 *
 * | instrument                        | type      | attributes                                                                     |
 * | --------------------------------- | --------- | ------------------------------------------------------------------------------ |
 * | `webapi_token.operation.duration` | histogram | `webapi_token.operation`, `error.type`; in seconds                             |
 * | `webapi_token.authentications`    | counter   | `webapi_token.result`: `ok`, or the reason of the refusal; `webapi_token.type` |
 * | `webapi_token.cache.requests`     | counter   | `webapi_token.cache.hit`                                                       |
 * | `webapi_token.lookup.size`        | histogram | digests that one query has looked up                                           |
 * | `webapi_token.note.size`          | histogram | uses that one statement has noted                                              |
 *
 * Each operation is a span too, such as `webapi_token.authenticate`. Nothing has a token, a digest or an id, nor the message of
 * an error.
 *
 * @example
 * ```ts
 * const tokens = new WebAPITokenRepository(prisma, { telemetry: openTelemetry() })
 * ```
 * @throws TypeError for an invalid option.
 * @see https://opentelemetry.io/docs/specs/semconv/general/naming/
 */
export function openTelemetry(options?: OpenTelemetryOptions): Telemetry {
  const { tracer = trace.getTracer(scope), meter = metrics.getMeter(scope) } = knownOptions('openTelemetry', options, {
    tracer: true,
    meter: true,
  })
  const duration = meter.createHistogram('webapi_token.operation.duration', {
    description: 'Duration of the operations of a repository.',
    unit: 's',
  })
  const authentications = meter.createCounter('webapi_token.authentications', {
    description: 'Authentications by their result.',
    unit: '{authentication}',
  })
  const cacheRequests = meter.createCounter('webapi_token.cache.requests', {
    description: 'Tokens that the cache was asked for.',
    unit: '{request}',
  })
  const lookUpSize = meter.createHistogram('webapi_token.lookup.size', {
    description: 'Digests that one query has looked up.',
    unit: '{digest}',
  })
  const noteSize = meter.createHistogram('webapi_token.note.size', {
    description: 'Uses that one statement has noted.',
    unit: '{use}',
  })
  return {
    run: measured(tracer, duration),
    authenticated(result, tokenType) {
      authentications.add(1, {
        'webapi_token.result': result,
        ...(tokenType !== undefined && { 'webapi_token.type': tokenType }),
      })
    },
    cacheAsked(isHit) {
      cacheRequests.add(1, { 'webapi_token.cache.hit': isHit })
    },
    lookedUp(digests) {
      lookUpSize.record(digests)
    },
    noted(uses) {
      noteSize.record(uses)
    },
  }
}
