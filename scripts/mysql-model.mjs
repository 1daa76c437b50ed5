/**
 * MySQL and MariaDB: a plain `String` is VARCHAR(191), too short for what people write, and a text column cannot have a
 * literal default. 255 characters hold the longest token that a table of plaintext tokens can have.
 */
export function toMysql(model) {
  return model
    .replace(/^(\s+token\s+String\s+)(@unique)/m, '$1$2 @db.VarChar(255)')
    .replace(/^(\s+(?:invalidReason|note)\s+String\s+)@default\(""\)/gm, '$1@db.Text')
}
