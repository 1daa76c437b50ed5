import { type Histogram, type Span, SpanStatusCode, type Tracer } from '@opentelemetry/api'

import type { Telemetry } from '../context/telemetry.js'

/** Returns what runs an operation in a span, and records its duration. */
export function measured(tracer: Tracer, duration: Histogram): Telemetry['run'] {
  return <T>(operation: string, work: () => T): T =>
    tracer.startActiveSpan(`webapi_token.${operation}`, (span) => {
      const start = performance.now()
      const end = (error?: { readonly type: string }) => {
        if (error) {
          span.setAttribute('error.type', error.type)
          span.setStatus({ code: SpanStatusCode.ERROR })
        }
        duration.record((performance.now() - start) / 1_000, {
          'webapi_token.operation': operation,
          ...(error && { 'error.type': error.type }),
        })
        span.end()
      }
      try {
        return ended(work(), span, end)
      } catch (error) {
        end({ type: typeOf(error) })
        throw error
      }
    })
}

/** Ends the span with the result: a promise, or batches that are read one by one. */
function ended<T>(result: T, span: Span, end: (error?: { readonly type: string }) => void): T {
  if (isAsyncGenerator(result)) return endedAfterLast(result, end) as T
  if (!(result instanceof Promise)) {
    end()
    return result
  }
  return result.then(
    (value: unknown) => {
      const { ok, reason } = Object(value) as { readonly ok?: unknown; readonly reason?: string }
      if (typeof ok === 'boolean') span.setAttribute('webapi_token.result', reason ?? 'ok')
      end()
      return value
    },
    (error: unknown) => {
      end({ type: typeOf(error) })
      throw error
    },
  ) as T
}

async function* endedAfterLast(batches: AsyncGenerator, end: (error?: { readonly type: string }) => void) {
  let failure: { readonly type: string } | undefined
  try {
    yield* batches
  } catch (error) {
    failure = { type: typeOf(error) }
    throw error
  } finally {
    end(failure)
  }
}

function isAsyncGenerator(value: unknown): value is AsyncGenerator {
  return typeof (Object(value) as Partial<AsyncGenerator>)[Symbol.asyncIterator] === 'function'
}

/** The code of the error, or its name: both have few values, and tell nothing of tokens. */
function typeOf(error: unknown): string {
  const { code, name } = Object(error) as { readonly code?: unknown; readonly name?: unknown }
  if (typeof code === 'string') return code
  return typeof name === 'string' ? name : '_OTHER'
}
