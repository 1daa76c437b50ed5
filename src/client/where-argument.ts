import { isPlainObject } from '../arguments/known-options.js'
import { isPrismaNull, type RuntimeField, type RuntimeModels, runtimeModelsOf } from './prisma-internals.js'
import type { TokenClient } from './token-client.js'
import type { TokenWhere } from './token-row.js'
import type { TokenModel } from './token-model.js'

/** Checks and returns the app's filter; an empty one when the options have no such key. */
export function whereOption(model: TokenModel, options: { where?: unknown }): TokenWhere {
  if (!Object.hasOwn(options, 'where')) return {}
  new WhereCheck(model.client).filter('where', options.where, model.modelName)
  return { ...(options.where as TokenWhere) }
}

/**
 * Refuses what Prisma would take for "no filter", or for another filter than the app meant: `undefined`, an empty condition,
 * NaN (which it takes for null), and objects without keys, such as a promise that was not awaited.
 */
class WhereCheck {
  readonly #models: RuntimeModels

  constructor(client: TokenClient) {
    this.#models = runtimeModelsOf(client)
  }

  filter(name: string, filter: unknown, modelName: string | undefined): void {
    for (const [key, item] of conditions(name, filter)) {
      const path = `${name}.${key}`
      if (key === 'AND' || key === 'OR' || key === 'NOT') this.#filters(path, item, modelName)
      else
        this.#field(
          path,
          item,
          this.#models[modelName ?? '']?.fields.find((field) => field.name === key),
        )
    }
  }

  #filters(name: string, filters: unknown, modelName: string | undefined): void {
    if (!Array.isArray(filters)) {
      this.filter(name, filters, modelName)
      return
    }
    if (filters.length === 0) throw new TypeError(`${name} is empty, which Prisma may take for "no filter"`)
    for (const [index, filter] of filters.entries()) this.filter(`${name}[${index}]`, filter, modelName)
  }

  /** Checks the condition on a field: a value, an object of operators, or a relation. */
  #field(name: string, condition: unknown, field: RuntimeField | undefined): void {
    if (!isPlainObject(condition)) {
      this.#value(name, condition)
      return
    }
    if (field?.kind === 'object' && !hasRelationOperator(condition)) {
      this.filter(name, condition, field.type)
      return
    }
    for (const [operator, operand] of conditions(name, condition)) {
      const path = `${name}.${operator}`
      if (relationOperators.has(operator) && operand !== null) {
        // The existence of related rows is a condition by itself.
        const isCondition = (operator === 'some' || operator === 'none') && isEmpty(operand)
        if (!isCondition) this.filter(path, operand, field?.type)
      } else if (operator === 'not' && field?.type !== 'Json') this.#field(path, operand, field)
      else this.#value(path, operand)
    }
  }

  /** Checks a value that a column is compared with: `{}` is a value in a Json column. */
  #value(name: string, value: unknown): void {
    if (value === undefined) throw new TypeError(`${name} is undefined, which Prisma would take for "no filter"`)
    if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${name} must be a finite number`)
    if (value instanceof Date && Number.isNaN(value.getTime())) throw new TypeError(`${name} must be a valid Date`)
    if (typeof value !== 'object' || value === null) return
    // Not forEach: it would skip the holes of a sparse array.
    if (Array.isArray(value)) for (const [index, item] of value.entries()) this.#value(`${name}[${index}]`, item)
    else if (isPlainObject(value)) for (const [key, item] of Object.entries(value)) this.#value(`${name}.${key}`, item)
    else if (isEmpty(value) && !isValueWithoutKeys(value)) throw noCondition(name)
  }
}

const relationOperators = new Set(['is', 'isNot', 'some', 'every', 'none'])

function hasRelationOperator(condition: object): boolean {
  return Object.keys(condition).some((key) => relationOperators.has(key))
}

function conditions(name: string, filter: unknown): [string, unknown][] {
  if (filter === undefined) throw new TypeError(`${name} is undefined, which Prisma would take for "no filter"`)
  if (!isPlainObject(filter)) throw new TypeError(`${name} must be a plain object`)
  const entries = Object.entries(filter)
  if (entries.length === 0) throw noCondition(name)
  return entries
}

function noCondition(name: string): TypeError {
  return new TypeError(`${name} has no condition in it, which Prisma would take for "no filter"`)
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Checks for a date, bytes, or one of Prisma's DbNull, JsonNull and AnyNull. */
function isValueWithoutKeys(value: object): boolean {
  return value instanceof Date || ArrayBuffer.isView(value) || isPrismaNull(value)
}
