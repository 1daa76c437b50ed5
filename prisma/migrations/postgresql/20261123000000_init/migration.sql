-- CreateTable
CREATE TABLE "user" (
    "id" SERIAL NOT NULL,
    "username" TEXT NOT NULL,
    "password" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webapi_token" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "token" TEXT NOT NULL,
    "token_hint" TEXT NOT NULL DEFAULT '',
    "token_generator_id" TEXT NOT NULL,
    "time_added" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_updated" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used" TIMESTAMP(3),
    "expires" TIMESTAMP(3),
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "invalid_date" TIMESTAMP(3),
    "invalid_reason" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "policy" JSONB,
    "extra_data" JSONB,

    CONSTRAINT "webapi_token_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_username_key" ON "user"("username");

-- CreateIndex
CREATE UNIQUE INDEX "webapi_token_token_key" ON "webapi_token"("token");

-- CreateIndex
CREATE INDEX "webapi_token_user_id_valid_idx" ON "webapi_token"("user_id", "valid");

-- CreateIndex
CREATE INDEX "webapi_token_expires_idx" ON "webapi_token"("expires");

-- AddForeignKey
ALTER TABLE "webapi_token" ADD CONSTRAINT "webapi_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
