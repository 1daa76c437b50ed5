// What a process of the app of before does: it knows nothing of the new columns.
import { randomUUID } from 'node:crypto'

import Database from 'better-sqlite3'

import { hashed, isOldKey, newKey, prefixOf, verifies } from './old-keys.js'

const db = new Database('app.db', { timeout: 5000 })

export function createTables(): void {
  db.exec(`
    CREATE TABLE "spaces" ("id" TEXT NOT NULL PRIMARY KEY, "tier" TEXT NOT NULL DEFAULT 'hobby');
    CREATE TABLE "space_api_keys" (
      "id" TEXT NOT NULL PRIMARY KEY, "space_id" TEXT NOT NULL, "name" TEXT NOT NULL, "prefix" TEXT NOT NULL,
      "hashed_key" TEXT NOT NULL, "last_used_at" DATETIME, "expires_at" DATETIME, "revoked_at" DATETIME,
      "created_at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "updated_at" DATETIME NOT NULL,
      FOREIGN KEY ("space_id") REFERENCES "spaces" ("id") ON DELETE CASCADE ON UPDATE CASCADE
    );
    CREATE UNIQUE INDEX "space_api_keys_prefix_key" ON "space_api_keys"("prefix");
    INSERT INTO "spaces" VALUES ('acme', 'pro'), ('free', 'hobby');
  `)
}

export function createKey(spaceId: string, stored: (key: string) => string = hashed, key = newKey()) {
  const sql = `INSERT INTO "space_api_keys" ("id", "space_id", "name", "prefix", "hashed_key", "updated_at")
    VALUES (?, ?, 'old', ?, ?, ?)`
  db.prepare(sql).run(randomUUID(), spaceId, prefixOf(key), stored(key), new Date().toISOString())
  return key
}

export function authenticates(key: string): boolean {
  if (!isOldKey(key)) return false
  const sql = 'SELECT "hashed_key" FROM "space_api_keys" WHERE "prefix" = ? AND "revoked_at" IS NULL'
  const row = db.prepare<[string], { hashed_key: string }>(sql).get(prefixOf(key))
  return row !== undefined && verifies(key, row.hashed_key)
}

export function revoke(id: string): void {
  db.prepare('UPDATE "space_api_keys" SET "revoked_at" = ? WHERE "id" = ?').run(new Date().toISOString(), id)
}

export function close(): void {
  db.close()
}
