-- CreateTable
CREATE TABLE `webapi_token_event` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `time_added` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `type` VARCHAR(191) NOT NULL,
    `token_id` INTEGER NOT NULL,
    `user_id` INTEGER NOT NULL,
    `actor` VARCHAR(191) NOT NULL DEFAULT '',
    `context` JSON NULL,
    `detail` JSON NULL,

    INDEX `webapi_token_event_token_id_time_added_id_idx`(`token_id`, `time_added`, `id`),
    INDEX `webapi_token_event_user_id_time_added_id_idx`(`user_id`, `time_added`, `id`),
    INDEX `webapi_token_event_time_added_id_idx`(`time_added`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
