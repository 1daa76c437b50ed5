import { readFile } from 'node:fs/promises'

/** The statements that a server of PostgreSQL's has received, as it tells them with `log_statement = 'all'`. */
export class StatementLog {
  readonly #file: string
  #seen = 0

  constructor(file: string) {
    this.#file = file
  }

  /** Those since the last call. The server writes each one down before it runs it. */
  async next(): Promise<string[]> {
    const text = await readFile(this.#file, 'utf8')
    const fresh = text.slice(this.#seen)
    this.#seen = text.length
    return [...fresh.matchAll(/^LOG: {2}(?:statement|execute [^:]+): (.*)$/gm)].map(([, statement = '']) => statement)
  }

  /** Those of {@link next} that read rows of a table, the token's or another one of the app's. */
  async nextReads(): Promise<string[]> {
    return (await this.next()).filter((sql) => /^SELECT\b.* FROM "public"\./s.test(sql))
  }
}
