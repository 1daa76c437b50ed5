-- The tables of the apps in schema.mjs.

CREATE TABLE `accounts` (
    `id` VARCHAR(191) NOT NULL,
    `email` VARCHAR(191) NOT NULL,

    UNIQUE INDEX `accounts_email_key`(`email`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE `robot` (
    `id` BIGINT NOT NULL,

    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE `device` (
    `id` VARCHAR(191) NOT NULL,

    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE `access_tokens` (
    `id` VARCHAR(191) NOT NULL,
    `account_id` VARCHAR(191) NOT NULL,
    `token_digest` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `token_hint` VARCHAR(191) NOT NULL DEFAULT '',
    `token_generator_id` VARCHAR(191) NOT NULL,
    `time_added` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `last_updated` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_used` DATETIME(3) NULL,
    `expires` DATETIME(3) NULL,
    `valid` BOOLEAN NOT NULL DEFAULT true,
    `invalid_date` DATETIME(3) NULL,
    `invalid_reason` TEXT NOT NULL,
    `note` TEXT NOT NULL,
    `policy` JSON NULL,
    `extra_data` JSON NULL,
    `family_id` VARCHAR(191) NULL,
    `successor_id` VARCHAR(191) NULL,
    `retire_on_first_use` BOOLEAN NOT NULL DEFAULT false,
    `expiry_notified` DATETIME(3) NULL,
    `label_text` VARCHAR(191) NULL,
    `department` VARCHAR(20) NOT NULL,
    `region` VARCHAR(191) NOT NULL,
    `rank` INTEGER NOT NULL DEFAULT 0,

    UNIQUE INDEX `access_tokens_token_digest_key`(`token_digest`),
    INDEX `access_tokens_account_id_valid_idx`(`account_id`, `valid`),
    INDEX `access_tokens_expires_idx`(`expires`),
    INDEX `access_tokens_invalid_date_idx`(`invalid_date`),
    INDEX `access_tokens_time_added_id_idx`(`time_added`, `id`),
    INDEX `access_tokens_family_id_idx`(`family_id`),
    UNIQUE INDEX `access_tokens_account_id_label_text_key`(`account_id`, `label_text`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE `robot_token` (
    `id` BIGINT NOT NULL,
    `robot_id` BIGINT NOT NULL,
    `token` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `token_hint` VARCHAR(191) NOT NULL DEFAULT '',
    `token_generator_id` VARCHAR(191) NOT NULL,
    `time_added` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    `last_updated` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_used` DATETIME(3) NULL,
    `expires` DATETIME(3) NULL,
    `valid` BOOLEAN NOT NULL DEFAULT true,
    `invalid_date` DATETIME(3) NULL,
    `invalid_reason` TEXT NOT NULL,
    `note` TEXT NOT NULL,
    `policy` JSON NULL,
    `extra_data` JSON NULL,
    `family_id` BIGINT NULL,
    `successor_id` BIGINT NULL,
    `retire_on_first_use` BOOLEAN NOT NULL DEFAULT false,
    `expiry_notified` DATETIME(3) NULL,

    UNIQUE INDEX `one_row_per_token`(`token`),
    INDEX `robot_token_robot_id_valid_idx`(`robot_id`, `valid`),
    INDEX `robot_token_expires_idx`(`expires`),
    INDEX `robot_token_invalid_date_idx`(`invalid_date`),
    INDEX `robot_token_time_added_id_idx`(`time_added`, `id`),
    INDEX `robot_token_family_id_idx`(`family_id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

ALTER TABLE `access_tokens` ADD CONSTRAINT `access_tokens_account_id_fkey` FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE `robot_token` ADD CONSTRAINT `robot_token_robot_id_fkey` FOREIGN KEY (`robot_id`) REFERENCES `robot`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE `team_token` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `team_id` CHAR(36) NOT NULL,
    `token` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `token_hint` VARCHAR(191) NOT NULL DEFAULT '',
    `token_generator_id` VARCHAR(191) NOT NULL,
    `time_added` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_updated` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_used` DATETIME(3) NULL,
    `expires` DATETIME(3) NULL,
    `valid` BOOLEAN NOT NULL DEFAULT true,
    `scopes` JSON NOT NULL,
    `invalid_date` DATETIME(3) NULL,
    `invalid_reason` TEXT NOT NULL,

    UNIQUE INDEX `team_token_token_key`(`token`),
    INDEX `team_token_team_id_valid_idx`(`team_id`, `valid`),
    INDEX `team_token_expires_idx`(`expires`),
    INDEX `team_token_invalid_date_idx`(`invalid_date`),
    INDEX `team_token_time_added_id_idx`(`time_added`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE `device_token` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `device_id` VARCHAR(191) NULL,
    `token` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `token_hint` VARCHAR(191) NOT NULL DEFAULT '',
    `token_generator_id` VARCHAR(191) NOT NULL,
    `time_added` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_updated` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_used` DATETIME(3) NULL,
    `expires` DATETIME(3) NULL,
    `valid` BOOLEAN NOT NULL DEFAULT true,
    `scopes` JSON NOT NULL,
    `parent_id` INTEGER NULL,
    `invalid_date` DATETIME(3) NULL,
    `invalid_reason` TEXT NOT NULL,
    `note` TEXT NOT NULL,
    `family_id` INTEGER NULL,
    `successor_id` INTEGER NULL,
    `retire_on_first_use` BOOLEAN NOT NULL DEFAULT false,

    UNIQUE INDEX `device_token_token_key`(`token`),
    INDEX `device_token_device_id_valid_idx`(`device_id`, `valid`),
    INDEX `device_token_parent_id_idx`(`parent_id`),
    INDEX `device_token_expires_idx`(`expires`),
    INDEX `device_token_invalid_date_idx`(`invalid_date`),
    INDEX `device_token_time_added_id_idx`(`time_added`, `id`),
    INDEX `device_token_family_id_idx`(`family_id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

ALTER TABLE `device_token` ADD CONSTRAINT `device_token_device_id_fkey` FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE `access_token_event` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `time_added` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `type` VARCHAR(191) NOT NULL,
    `token_id` VARCHAR(191) NOT NULL,
    `account_id` VARCHAR(191) NOT NULL,
    `actor` VARCHAR(191) NOT NULL DEFAULT '',
    `context` JSON NULL,
    `detail` JSON NULL,

    INDEX `access_token_event_token_id_time_added_id_idx`(`token_id`, `time_added`, `id`),
    INDEX `access_token_event_account_id_time_added_id_idx`(`account_id`, `time_added`, `id`),
    INDEX `access_token_event_time_added_id_idx`(`time_added`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE `team_token_event` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `time_added` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `type` VARCHAR(191) NOT NULL,
    `token_id` INTEGER NOT NULL,
    `team_id` CHAR(36) NOT NULL,
    `actor` VARCHAR(191) NOT NULL DEFAULT '',
    `context` JSON NULL,
    `detail` JSON NULL,

    INDEX `team_token_event_token_id_time_added_id_idx`(`token_id`, `time_added`, `id`),
    INDEX `team_token_event_team_id_time_added_id_idx`(`team_id`, `time_added`, `id`),
    INDEX `team_token_event_time_added_id_idx`(`time_added`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE `device_token_event` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `time_added` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `type` VARCHAR(191) NOT NULL,
    `token_id` INTEGER NOT NULL,
    `device_id` VARCHAR(191) NULL,
    `actor` VARCHAR(191) NOT NULL DEFAULT '',
    `context` JSON NULL,
    `detail` JSON NULL,

    INDEX `device_token_event_token_id_time_added_id_idx`(`token_id`, `time_added`, `id`),
    INDEX `device_token_event_device_id_time_added_id_idx`(`device_id`, `time_added`, `id`),
    INDEX `device_token_event_time_added_id_idx`(`time_added`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE `robot_token_event` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `time_added` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `type` VARCHAR(191) NOT NULL,
    `token_id` BIGINT NOT NULL,
    `robot_id` BIGINT NOT NULL,
    `actor` VARCHAR(191) NOT NULL DEFAULT '',
    `context` JSON NULL,
    `detail` JSON NULL,

    INDEX `robot_token_event_token_id_time_added_id_idx`(`token_id`, `time_added`, `id`),
    INDEX `robot_token_event_robot_id_time_added_id_idx`(`robot_id`, `time_added`, `id`),
    INDEX `robot_token_event_time_added_id_idx`(`time_added`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
