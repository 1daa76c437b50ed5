-- CreateTable
CREATE TABLE "user" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "username" TEXT NOT NULL,
    "password" TEXT NOT NULL DEFAULT ''
);

-- CreateTable
CREATE TABLE "webapi_token" (
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
    CONSTRAINT "webapi_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "user_username_key" ON "user"("username");

-- CreateIndex
CREATE UNIQUE INDEX "webapi_token_token_key" ON "webapi_token"("token");

-- CreateIndex
CREATE INDEX "webapi_token_user_id_valid_idx" ON "webapi_token"("user_id", "valid");

-- CreateIndex
CREATE INDEX "webapi_token_expires_idx" ON "webapi_token"("expires");
