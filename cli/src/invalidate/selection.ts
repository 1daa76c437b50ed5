import { Exit } from '../exit.js'

/** Which tokens to invalidate. */
export type Selection =
  | { readonly by: 'token' }
  | { readonly by: 'ids'; readonly ids: readonly string[] }
  | { readonly by: 'file'; readonly file: string }
  | { readonly by: 'owners'; readonly owners: readonly string[] }
  | { readonly by: 'where'; readonly where: string }
  | { readonly by: 'all' }

/** Returns the one way that the options choose. */
export function selectionOf({ id, file, owner, where, all }: Readonly<Record<string, unknown>>): Selection {
  const chosen: Selection[] = [
    ...(Array.isArray(id) ? [{ by: 'ids', ids: id as string[] } as const] : []),
    ...(typeof file === 'string' ? [{ by: 'file', file } as const] : []),
    ...(Array.isArray(owner) ? [{ by: 'owners', owners: owner as string[] } as const] : []),
    ...(typeof where === 'string' ? [{ by: 'where', where } as const] : []),
    ...(all === true ? [{ by: 'all' } as const] : []),
  ]
  const [only, ...others] = chosen
  if (others.length === 0) return only ?? { by: 'token' }
  throw new Exit('usage', 'Select the tokens by one of --id, --file, --owner, --where and --all.')
}
