-- The tables of the apps in schema.mjs. Those with text ids ignore their case, as on MySQL.

CREATE TABLE "accounts" (
    "id" TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    "email" TEXT NOT NULL
);

CREATE TABLE "robot" (
    "id" BIGINT NOT NULL PRIMARY KEY
);

CREATE TABLE "device" (
    "id" TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE "access_tokens" (
    "id" TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    "account_id" TEXT NOT NULL COLLATE NOCASE,
    "token_digest" TEXT NOT NULL,
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
    "family_id" TEXT,
    "successor_id" TEXT,
    "retire_on_first_use" BOOLEAN NOT NULL DEFAULT false,
    "expiry_notified" DATETIME,
    "label_text" TEXT,
    "department" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "rank" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "access_tokens_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "robot_token" (
    "id" BIGINT NOT NULL PRIMARY KEY,
    "robot_id" BIGINT NOT NULL,
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
    "family_id" BIGINT,
    "successor_id" BIGINT,
    "retire_on_first_use" BOOLEAN NOT NULL DEFAULT false,
    "expiry_notified" DATETIME,
    CONSTRAINT "robot_token_robot_id_fkey" FOREIGN KEY ("robot_id") REFERENCES "robot" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "accounts_email_key" ON "accounts"("email");

CREATE UNIQUE INDEX "access_tokens_token_digest_key" ON "access_tokens"("token_digest");

CREATE INDEX "access_tokens_account_id_valid_idx" ON "access_tokens"("account_id", "valid");

CREATE INDEX "access_tokens_expires_idx" ON "access_tokens"("expires");

CREATE INDEX "access_tokens_invalid_date_idx" ON "access_tokens"("invalid_date");

CREATE INDEX "access_tokens_time_added_id_idx" ON "access_tokens"("time_added", "id");

CREATE INDEX "access_tokens_family_id_idx" ON "access_tokens"("family_id");

CREATE UNIQUE INDEX "access_tokens_account_id_label_text_key" ON "access_tokens"("account_id", "label_text");

CREATE UNIQUE INDEX "one_row_per_token" ON "robot_token"("token");

CREATE INDEX "robot_token_robot_id_valid_idx" ON "robot_token"("robot_id", "valid");

CREATE INDEX "robot_token_expires_idx" ON "robot_token"("expires");

CREATE INDEX "robot_token_invalid_date_idx" ON "robot_token"("invalid_date");

CREATE INDEX "robot_token_time_added_id_idx" ON "robot_token"("time_added", "id");

CREATE INDEX "robot_token_family_id_idx" ON "robot_token"("family_id");

CREATE TABLE "team_token" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "team_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "token_hint" TEXT NOT NULL DEFAULT '',
    "token_generator_id" TEXT NOT NULL,
    "time_added" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_updated" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used" DATETIME,
    "expires" DATETIME,
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "scopes" JSONB NOT NULL,
    "invalid_date" DATETIME,
    "invalid_reason" TEXT NOT NULL DEFAULT ''
);

CREATE TABLE "device_token" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "device_id" TEXT,
    "token" TEXT NOT NULL,
    "token_hint" TEXT NOT NULL DEFAULT '',
    "token_generator_id" TEXT NOT NULL,
    "time_added" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_updated" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used" DATETIME,
    "expires" DATETIME,
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "scopes" JSONB NOT NULL,
    "parent_id" INTEGER,
    "invalid_date" DATETIME,
    "invalid_reason" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "family_id" INTEGER,
    "successor_id" INTEGER,
    "retire_on_first_use" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "device_token_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "device" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "team_token_token_key" ON "team_token"("token");

CREATE INDEX "team_token_team_id_valid_idx" ON "team_token"("team_id", "valid");

CREATE INDEX "team_token_expires_idx" ON "team_token"("expires");

CREATE INDEX "team_token_invalid_date_idx" ON "team_token"("invalid_date");

CREATE INDEX "team_token_time_added_id_idx" ON "team_token"("time_added", "id");

CREATE UNIQUE INDEX "device_token_token_key" ON "device_token"("token");

CREATE INDEX "device_token_device_id_valid_idx" ON "device_token"("device_id", "valid");

CREATE INDEX "device_token_parent_id_idx" ON "device_token"("parent_id");

CREATE INDEX "device_token_expires_idx" ON "device_token"("expires");

CREATE INDEX "device_token_invalid_date_idx" ON "device_token"("invalid_date");

CREATE INDEX "device_token_time_added_id_idx" ON "device_token"("time_added", "id");

CREATE INDEX "device_token_family_id_idx" ON "device_token"("family_id");

CREATE TABLE "access_token_event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "time_added" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB
);

CREATE INDEX "access_token_event_token_id_time_added_id_idx" ON "access_token_event"("token_id", "time_added", "id");

CREATE INDEX "access_token_event_account_id_time_added_id_idx" ON "access_token_event"("account_id", "time_added", "id");

CREATE INDEX "access_token_event_time_added_id_idx" ON "access_token_event"("time_added", "id");

CREATE TABLE "team_token_event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "time_added" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" INTEGER NOT NULL,
    "team_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB
);

CREATE INDEX "team_token_event_token_id_time_added_id_idx" ON "team_token_event"("token_id", "time_added", "id");

CREATE INDEX "team_token_event_team_id_time_added_id_idx" ON "team_token_event"("team_id", "time_added", "id");

CREATE INDEX "team_token_event_time_added_id_idx" ON "team_token_event"("time_added", "id");

CREATE TABLE "device_token_event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "time_added" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" INTEGER NOT NULL,
    "device_id" TEXT,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB
);

CREATE INDEX "device_token_event_token_id_time_added_id_idx" ON "device_token_event"("token_id", "time_added", "id");

CREATE INDEX "device_token_event_device_id_time_added_id_idx" ON "device_token_event"("device_id", "time_added", "id");

CREATE INDEX "device_token_event_time_added_id_idx" ON "device_token_event"("time_added", "id");

CREATE TABLE "robot_token_event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "time_added" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" BIGINT NOT NULL,
    "robot_id" BIGINT NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB
);

CREATE INDEX "robot_token_event_token_id_time_added_id_idx" ON "robot_token_event"("token_id", "time_added", "id");

CREATE INDEX "robot_token_event_robot_id_time_added_id_idx" ON "robot_token_event"("robot_id", "time_added", "id");

CREATE INDEX "robot_token_event_time_added_id_idx" ON "robot_token_event"("time_added", "id");
