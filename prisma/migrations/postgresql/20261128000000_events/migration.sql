-- CreateTable
CREATE TABLE "webapi_token_event" (
    "id" SERIAL NOT NULL,
    "time_added" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB,

    CONSTRAINT "webapi_token_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webapi_token_event_token_id_time_added_id_idx" ON "webapi_token_event"("token_id", "time_added", "id");

-- CreateIndex
CREATE INDEX "webapi_token_event_user_id_time_added_id_idx" ON "webapi_token_event"("user_id", "time_added", "id");

-- CreateIndex
CREATE INDEX "webapi_token_event_time_added_id_idx" ON "webapi_token_event"("time_added", "id");
