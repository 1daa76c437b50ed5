-- CreateTable
CREATE TABLE "webapi_token_event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "time_added" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "token_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "context" JSONB,
    "detail" JSONB
);

-- CreateIndex
CREATE INDEX "webapi_token_event_token_id_time_added_id_idx" ON "webapi_token_event"("token_id", "time_added", "id");

-- CreateIndex
CREATE INDEX "webapi_token_event_user_id_time_added_id_idx" ON "webapi_token_event"("user_id", "time_added", "id");

-- CreateIndex
CREATE INDEX "webapi_token_event_time_added_id_idx" ON "webapi_token_event"("time_added", "id");
