// The database as Djblets has left it: its tokens are stored as they are.
import { createHash } from 'node:crypto'

import Database from 'better-sqlite3'

import { samples } from './samples.js'

const db = new Database('app.db')
db.exec(`
  CREATE TABLE "auth_user" ("id" INTEGER NOT NULL PRIMARY KEY, "username" TEXT NOT NULL, "password" TEXT NOT NULL);
  CREATE UNIQUE INDEX "auth_user_username_key" ON "auth_user"("username");
  CREATE TABLE "webapi_webapitoken" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "token" TEXT NOT NULL, "token_generator_id" TEXT NOT NULL,
    "time_added" DATETIME NOT NULL, "last_updated" DATETIME NOT NULL, "last_used" DATETIME, "expires" DATETIME,
    "valid" BOOLEAN NOT NULL, "invalid_date" DATETIME, "invalid_reason" TEXT NOT NULL, "note" TEXT NOT NULL,
    "policy" JSONB, "extra_data" JSONB, "user_id" INTEGER NOT NULL,
    FOREIGN KEY ("user_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE ON UPDATE CASCADE
  );
  CREATE UNIQUE INDEX "webapi_webapitoken_token_key" ON "webapi_webapitoken"("token");
  INSERT INTO "auth_user" VALUES (1, 'ada', '${createHash('sha256').update('ada').digest('hex')}');
`)
const insert = db.prepare(`INSERT INTO "webapi_webapitoken"
  ("token", "token_generator_id", "time_added", "last_updated", "valid", "invalid_reason", "note", "policy", "user_id")
  VALUES (?, ?, '2020-01-01T00:00:00.000+00:00', '2020-01-01T00:00:00.000+00:00', ?, '', ?, ?, 1)`)
for (const { token, generator, valid, policy } of samples) {
  insert.run(token, generator, valid ? 1 : 0, generator, JSON.stringify(policy))
}
db.close()
