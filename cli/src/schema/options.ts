import { type Command, Option } from 'commander'

import { groupNames } from '../../../src/client/token-fields.js'
import { collect, declareJson } from '../options/common.js'

/** What commander makes of the options of `schema`. */
export interface SchemaOptions {
  readonly schema?: string
  readonly provider?: string
  readonly model: string
  readonly id?: string
  readonly ownerModel?: string
  readonly ownerField?: string
  readonly ownerId?: string
  readonly references?: string
  readonly nullableOwner?: true
  readonly relation: boolean
  readonly map: boolean
  readonly with?: readonly string[]
  readonly without?: readonly string[]
  readonly audit?: true
  readonly write?: true | string
  readonly json?: true
}

export function declareOptions(command: Command): void {
  const groups = `${groupNames.join(', ')}, or all`
  const option = (flags: string, description: string) => new Option(flags, description)
  const options = [
    option('--write [file]', 'write the model as a new file into the schema folder of the app'),
    option('--model <name>', 'the name of the model').default('WebAPIToken'),
    option(
      '--id <type>',
      'the ids of the tokens: Int, BigInt, cuid, cuid2, uuid, uuid7, ulid, nanoid; default: like the owners',
    ),
    option('--owner-model <name>', 'the model whose rows own tokens; default: User'),
    option('--owner-field <name>', 'the field with the id of the owner; default: userId, for a model User'),
    option('--owner-id <type>', 'its type, for owners that the schema does not have: Int, BigInt, String, uuid'),
    option('--references <field>', 'the unique field of the owner that it refers to; default: the id'),
    option('--nullable-owner', 'allow tokens of nobody'),
    option('--no-relation', 'leave out the relation to the owner'),
    option('--with <groups>', `add groups of optional fields: ${groups}`).argParser(collect),
    option('--without <groups>', 'leave out groups of optional fields').argParser(collect),
    option('--audit', 'add the model of the audit trail'),
    option('--no-map', 'leave out the names in the database, such as @map("user_id")'),
    option('--schema <path>', "the app's schema; default: that of prisma.config.ts"),
    option('--provider <name>', 'read no schema: print the model for a provider').conflicts(['schema', 'write']),
  ]
  for (const one of options) command.addOption(one)
  declareJson(command)
}
