// What a process of the app of before does: it knows nothing of the new columns.
import { createHash, randomBytes, randomUUID } from 'node:crypto'

import Database from 'better-sqlite3'

const db = new Database('app.db', { timeout: 5000 })

export const hashed = (key: string) => createHash('sha256').update(key).digest('hex')

export function createTables(): void {
  db.exec(`
    CREATE TABLE "Team" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL);
    CREATE TABLE "ApiKey" (
      "id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "teamId" TEXT NOT NULL, "hashedKey" TEXT NOT NULL,
      "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
      "expiresAt" DATETIME, "lastUsedAt" DATETIME,
      CONSTRAINT "ApiKey_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team" ("id") ON DELETE CASCADE ON UPDATE CASCADE
    );
    CREATE UNIQUE INDEX "ApiKey_hashedKey_key" ON "ApiKey"("hashedKey");
  `)
}

export function createTeam(id: string): void {
  db.prepare('INSERT INTO "Team" ("id", "name") VALUES (?, ?)').run(id, id)
}

export function createApiKey(teamId: string, expiresAt: string | null = null, key = randomBytes(16).toString('hex')) {
  const now = new Date().toISOString()
  const sql = `INSERT INTO "ApiKey" ("id", "name", "teamId", "hashedKey", "createdAt", "updatedAt", "expiresAt")
    VALUES (?, 'old', ?, ?, ?, ?, ?)`
  db.prepare(sql).run(randomUUID(), teamId, hashed(key), now, now, expiresAt)
  return key
}

export function findApiKey(key: string): { id: string; teamId: string } | undefined {
  const sql = 'SELECT "id", "teamId" FROM "ApiKey" WHERE "hashedKey" = ?'
  return db.prepare<[string], { id: string; teamId: string }>(sql).get(hashed(key))
}

export function deleteApiKey(id: string): void {
  db.prepare('DELETE FROM "ApiKey" WHERE "id" = ?').run(id)
}

export function close(): void {
  db.close()
}
