import { type Id, idFromText, type IdType } from '../../../src/client/id.js'
import type { TokenContext } from '../../../src/context/context.js'
import { Exit } from '../exit.js'
import { refuseToken } from './refuse-token.js'

const words: Readonly<Record<IdType, string>> = {
  number: 'a whole number of 32 bits',
  bigint: 'a whole number of 64 bits',
  string: 'a text',
}

/** Returns the id of a token, of the type that the model's ids have. */
export function tokenIdOption(option: string, text: string, context: TokenContext): Id {
  return idOption(option, text, context, context.model.idType)
}

/** Returns the id of an owner, of the type that the owner's field has. */
export function ownerIdOption(option: string, text: string, context: TokenContext): Id {
  return idOption(option, text, context, context.model.ownerIdType)
}

function idOption(option: string, text: string, context: TokenContext, type: IdType = 'string'): Id {
  refuseToken(option, text, context)
  const id = text === '' ? undefined : idFromText(text, type)
  if (id !== undefined) return id
  throw new Exit('usage', `${option}: "${text}" is no id of this model, which is ${words[type]}.`)
}
