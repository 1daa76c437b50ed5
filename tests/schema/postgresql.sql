-- The tables of the apps in schema.mjs.

CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "robot" (
    "id" BIGINT NOT NULL,

    CONSTRAINT "robot_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "device" (
    "id" UUID NOT NULL,

    CONSTRAINT "device_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "access_tokens" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "token_digest" TEXT NOT NULL,
    "token_hint" TEXT NOT NULL DEFAULT '',
    "token_generator_id" TEXT NOT NULL,
    "time_added" TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_updated" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used" TIMESTAMP(3),
    "expires" TIMESTAMP(3),
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "invalid_date" TIMESTAMP(3),
    "invalid_reason" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "policy" JSONB,
    "extra_data" JSONB,
    "family_id" UUID,
    "successor_id" UUID,
    "retire_on_first_use" BOOLEAN NOT NULL DEFAULT false,
    "expiry_notified" TIMESTAMP(3),
    "label_text" TEXT,
    "department" VARCHAR(20) NOT NULL,
    "region" TEXT NOT NULL,
    "rank" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "access_tokens_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "robot_token" (
    "id" BIGINT NOT NULL,
    "robot_id" BIGINT NOT NULL,
    "token" TEXT NOT NULL,
    "token_hint" TEXT NOT NULL DEFAULT '',
    "token_generator_id" TEXT NOT NULL,
    "time_added" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_updated" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used" TIMESTAMP(3),
    "expires" TIMESTAMP(3),
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "invalid_date" TIMESTAMP(3),
    "invalid_reason" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "policy" JSONB,
    "extra_data" JSONB,
    "family_id" BIGINT,
    "successor_id" BIGINT,
    "retire_on_first_use" BOOLEAN NOT NULL DEFAULT false,
    "expiry_notified" TIMESTAMP(3),

    CONSTRAINT "robot_token_pkey" PRIMARY KEY ("id")
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

ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "robot_token" ADD CONSTRAINT "robot_token_robot_id_fkey" FOREIGN KEY ("robot_id") REFERENCES "robot"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TYPE "DeviceScope" AS ENUM ('read', 'write');

CREATE TABLE "team_token" (
    "id" SERIAL NOT NULL,
    "team_id" UUID NOT NULL,
    "token" TEXT NOT NULL,
    "token_hint" TEXT NOT NULL DEFAULT '',
    "token_generator_id" TEXT NOT NULL,
    "time_added" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_updated" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used" TIMESTAMP(3),
    "expires" TIMESTAMP(3),
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "scopes" TEXT[],
    "invalid_date" TIMESTAMP(3),
    "invalid_reason" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "team_token_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "device_token" (
    "id" SERIAL NOT NULL,
    "device_id" UUID,
    "token" TEXT NOT NULL,
    "token_hint" TEXT NOT NULL DEFAULT '',
    "token_generator_id" TEXT NOT NULL,
    "time_added" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_updated" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used" TIMESTAMP(3),
    "expires" TIMESTAMP(3),
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "scopes" "DeviceScope"[],
    "parent_id" INTEGER,
    "invalid_date" TIMESTAMP(3),
    "invalid_reason" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "family_id" INTEGER,
    "successor_id" INTEGER,
    "retire_on_first_use" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "device_token_pkey" PRIMARY KEY ("id")
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

ALTER TABLE "device_token" ADD CONSTRAINT "device_token_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "device"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "access_token_event" (
    "id" SERIAL NOT NULL,
    "time_added" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB,

    CONSTRAINT "access_token_event_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "access_token_event_token_id_time_added_id_idx" ON "access_token_event"("token_id", "time_added", "id");

CREATE INDEX "access_token_event_account_id_time_added_id_idx" ON "access_token_event"("account_id", "time_added", "id");

CREATE INDEX "access_token_event_time_added_id_idx" ON "access_token_event"("time_added", "id");

CREATE TABLE "team_token_event" (
    "id" SERIAL NOT NULL,
    "time_added" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" INTEGER NOT NULL,
    "team_id" UUID NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB,

    CONSTRAINT "team_token_event_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "team_token_event_token_id_time_added_id_idx" ON "team_token_event"("token_id", "time_added", "id");

CREATE INDEX "team_token_event_team_id_time_added_id_idx" ON "team_token_event"("team_id", "time_added", "id");

CREATE INDEX "team_token_event_time_added_id_idx" ON "team_token_event"("time_added", "id");

CREATE TABLE "device_token_event" (
    "id" SERIAL NOT NULL,
    "time_added" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" INTEGER NOT NULL,
    "device_id" UUID,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB,

    CONSTRAINT "device_token_event_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "device_token_event_token_id_time_added_id_idx" ON "device_token_event"("token_id", "time_added", "id");

CREATE INDEX "device_token_event_device_id_time_added_id_idx" ON "device_token_event"("device_id", "time_added", "id");

CREATE INDEX "device_token_event_time_added_id_idx" ON "device_token_event"("time_added", "id");

CREATE TABLE "robot_token_event" (
    "id" SERIAL NOT NULL,
    "time_added" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" BIGINT NOT NULL,
    "robot_id" BIGINT NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB,

    CONSTRAINT "robot_token_event_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "robot_token_event_token_id_time_added_id_idx" ON "robot_token_event"("token_id", "time_added", "id");

CREATE INDEX "robot_token_event_robot_id_time_added_id_idx" ON "robot_token_event"("robot_id", "time_added", "id");

CREATE INDEX "robot_token_event_time_added_id_idx" ON "robot_token_event"("time_added", "id");
