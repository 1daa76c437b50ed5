-- CreateTable
CREATE TABLE `user` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `username` VARCHAR(191) NOT NULL,
    `password` VARCHAR(191) NOT NULL DEFAULT '',

    UNIQUE INDEX `user_username_key`(`username`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- CreateTable
CREATE TABLE `webapi_token` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `user_id` INTEGER NOT NULL,
    -- Tokens that differ only in case are different tokens: the collation of the table would find and forbid one for the
    -- other. The Prisma schema cannot express a collation, so this line is written by hand; keep it in later migrations.
    `token` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `token_hint` VARCHAR(191) NOT NULL DEFAULT '',
    `token_generator_id` VARCHAR(191) NOT NULL,
    `time_added` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_updated` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_used` DATETIME(3) NULL,
    `expires` DATETIME(3) NULL,
    `valid` BOOLEAN NOT NULL DEFAULT true,
    `invalid_date` DATETIME(3) NULL,
    `invalid_reason` TEXT NOT NULL,
    `note` TEXT NOT NULL,
    `policy` JSON NULL,
    `extra_data` JSON NULL,

    UNIQUE INDEX `webapi_token_token_key`(`token`),
    INDEX `webapi_token_user_id_valid_idx`(`user_id`, `valid`),
    INDEX `webapi_token_expires_idx`(`expires`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- AddForeignKey
ALTER TABLE `webapi_token` ADD CONSTRAINT `webapi_token_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON DELETE CASCADE ON UPDATE CASCADE;
