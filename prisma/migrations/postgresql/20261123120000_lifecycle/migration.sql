-- AlterTable
ALTER TABLE "webapi_token" ADD COLUMN     "family_id" INTEGER,
ADD COLUMN     "successor_id" INTEGER,
ADD COLUMN     "retire_on_first_use" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "expiry_notified" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "webapi_token_invalid_date_idx" ON "webapi_token"("invalid_date");

-- CreateIndex
CREATE INDEX "webapi_token_time_added_id_idx" ON "webapi_token"("time_added", "id");

-- CreateIndex
CREATE INDEX "webapi_token_family_id_idx" ON "webapi_token"("family_id");
