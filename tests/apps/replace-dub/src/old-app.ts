// What a process of the app of before does: it knows nothing of the new columns.
import { createHash, randomBytes, randomUUID } from 'node:crypto'

import Database from 'better-sqlite3'

const db = new Database('app.db', { timeout: 5000 })

export const hashed = (token: string) => createHash('sha256').update(token).digest('hex')

export function createTables(): void {
  const columns = `"id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "hashedKey" TEXT NOT NULL,
    "partialKey" TEXT NOT NULL, "expires" DATETIME, "lastUsed" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" DATETIME NOT NULL, "userId" TEXT NOT NULL,
    FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE`
  db.exec(`
    CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY);
    CREATE TABLE "Project" ("id" TEXT NOT NULL PRIMARY KEY);
    CREATE TABLE "Token" (${columns});
    CREATE UNIQUE INDEX "Token_hashedKey_key" ON "Token"("hashedKey");
    CREATE TABLE "RestrictedToken" (
      "scopes" TEXT, "projectId" TEXT NOT NULL, "installationId" TEXT, ${columns},
      FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE CASCADE ON UPDATE CASCADE
    );
    CREATE UNIQUE INDEX "RestrictedToken_hashedKey_key" ON "RestrictedToken"("hashedKey");
    INSERT INTO "User" VALUES ('ada');
    INSERT INTO "Project" VALUES ('acme');
  `)
}

const newToken = () => `dub_${randomBytes(12).toString('hex')}`

const partOf = (token: string) => `${token.slice(0, 3)}...${token.slice(-4)}`

export function createUserToken(token = newToken()): string {
  const sql = `INSERT INTO "Token" ("id", "name", "hashedKey", "partialKey", "updatedAt", "userId")
    VALUES (?, 'old', ?, ?, ?, 'ada')`
  db.prepare(sql).run(randomUUID(), hashed(token), partOf(token), new Date().toISOString())
  return token
}

export function createRestrictedToken(scopes: string, token = newToken()): string {
  const sql = `INSERT INTO "RestrictedToken"
    ("id", "name", "hashedKey", "partialKey", "updatedAt", "userId", "projectId", "scopes")
    VALUES (?, 'old', ?, ?, ?, 'ada', 'acme', ?)`
  db.prepare(sql).run(randomUUID(), hashed(token), partOf(token), new Date().toISOString(), scopes)
  return token
}

/** Returns the scopes of a restricted token, if there is one. */
export function scopesOf(token: string): string | undefined {
  const sql = 'SELECT "scopes" FROM "RestrictedToken" WHERE "hashedKey" = ?'
  return db.prepare<[string], { scopes: string }>(sql).get(hashed(token))?.scopes
}

export function close(): void {
  db.close()
}
