-- AlterTable
ALTER TABLE `webapi_token` ADD COLUMN `family_id` INTEGER NULL,
    ADD COLUMN `successor_id` INTEGER NULL,
    ADD COLUMN `retire_on_first_use` BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN `expiry_notified` DATETIME(3) NULL;

-- CreateIndex
CREATE INDEX `webapi_token_invalid_date_idx` ON `webapi_token`(`invalid_date`);

-- CreateIndex
CREATE INDEX `webapi_token_time_added_id_idx` ON `webapi_token`(`time_added`, `id`);

-- CreateIndex
CREATE INDEX `webapi_token_family_id_idx` ON `webapi_token`(`family_id`);
