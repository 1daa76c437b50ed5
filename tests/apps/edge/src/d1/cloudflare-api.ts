import type { D1 } from './database.js'

export const restParams = {
  CLOUDFLARE_D1_TOKEN: 'token',
  CLOUDFLARE_ACCOUNT_ID: 'account',
  CLOUDFLARE_DATABASE_ID: 'database',
}

const endpoint = 'https://api.cloudflare.com/client/v4/accounts/account/d1/database/database/raw'

/**
 * Answers what the adapter posts to Cloudflare's REST API, whose address it does not let anybody choose, from a local D1. Returns
 * what ends that. https://developers.cloudflare.com/api/resources/d1/subresources/database/methods/raw/
 */
export function answerCloudflareApi(d1: Pick<D1, 'prepare'>): () => void {
  const { fetch } = globalThis
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    if (request.url !== endpoint) return fetch(request)
    const { sql, params = [] } = (await request.json()) as { sql: string; params?: unknown[] }
    try {
      const { results, meta } = await d1
        .prepare(sql)
        .bind(...params)
        .all<Record<string, unknown>>()
      const columns = Object.keys(results[0] ?? {})
      const rows = results.map((row) => columns.map((column) => row[column]))
      return Response.json({ success: true, errors: [], result: [{ results: { columns, rows }, meta, success: true }] })
    } catch (error) {
      const errors = [{ code: 7500, message: (error as Error).message.replace('D1_ERROR: ', '') }]
      return Response.json({ success: false, errors, result: [] }, { status: 400 })
    }
  }
  return () => {
    globalThis.fetch = fetch
  }
}
