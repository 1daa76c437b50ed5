-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_webapi_token" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" INTEGER NOT NULL,
    "token" TEXT NOT NULL,
    "token_hint" TEXT NOT NULL DEFAULT '',
    "token_generator_id" TEXT NOT NULL,
    "time_added" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_updated" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used" DATETIME,
    "expires" DATETIME,
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "invalid_date" DATETIME,
    "invalid_reason" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "policy" JSONB,
    "extra_data" JSONB,
    "family_id" INTEGER,
    "successor_id" INTEGER,
    "retire_on_first_use" BOOLEAN NOT NULL DEFAULT false,
    "expiry_notified" DATETIME,
    CONSTRAINT "webapi_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_webapi_token" ("expires", "extra_data", "id", "invalid_date", "invalid_reason", "last_updated", "last_used", "note", "policy", "time_added", "token", "token_generator_id", "token_hint", "user_id", "valid") SELECT "expires", "extra_data", "id", "invalid_date", "invalid_reason", "last_updated", "last_used", "note", "policy", "time_added", "token", "token_generator_id", "token_hint", "user_id", "valid" FROM "webapi_token";
DROP TABLE "webapi_token";
ALTER TABLE "new_webapi_token" RENAME TO "webapi_token";
CREATE UNIQUE INDEX "webapi_token_token_key" ON "webapi_token"("token");
CREATE INDEX "webapi_token_user_id_valid_idx" ON "webapi_token"("user_id", "valid");
CREATE INDEX "webapi_token_expires_idx" ON "webapi_token"("expires");
CREATE INDEX "webapi_token_invalid_date_idx" ON "webapi_token"("invalid_date");
CREATE INDEX "webapi_token_time_added_id_idx" ON "webapi_token"("time_added", "id");
CREATE INDEX "webapi_token_family_id_idx" ON "webapi_token"("family_id");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
