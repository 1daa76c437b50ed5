import type { TokenModel } from './token-model.js'

/**
 * Makes everybody else wait who locks the tokens of one of these users, until the transaction ends. There may be no row to
 * lock: a user without tokens is the very case.
 */
export async function lockTokensOf(model: TokenModel, userIds: readonly unknown[]): Promise<void> {
  const { client, table, tokenColumn, userTable } = model
  if (client._activeProvider === 'sqlite') {
    // Takes the one write lock there is, and changes nothing.
    await client.$executeRawUnsafe(`UPDATE "${table}" SET "${tokenColumn}" = "${tokenColumn}" WHERE 0`)
  } else if (client._activeProvider === 'mysql') {
    const id = `\`${userTable.idColumn}\``
    const places = userIds.map(() => '?').join(', ')
    const sql = `SELECT ${id} FROM \`${userTable.name}\` WHERE ${id} IN (${places}) ORDER BY ${id} FOR UPDATE`
    await client.$queryRawUnsafe(sql, ...userIds)
  } else {
    const names = userIds.map((id) => `webapi_token:${table}:${String(id)}`)
    // In one order, so that two calls with the same users do not wait for each other.
    const keys = `SELECT DISTINCT hashtextextended(name, 0) AS key FROM json_array_elements_text($1::json) AS name ORDER BY 1`
    const sql = `SELECT count(pg_advisory_xact_lock(key)) FROM (${keys}) AS keys`
    await client.$executeRawUnsafe(sql, JSON.stringify(names))
  }
}
