export { scannerPattern } from './scanner-pattern.js'
export { secretScanningHandler } from './secret-scanning-handler.js'

export type { GitHubPublicKey, GitHubPublicKeys } from './github-signature.js'
export type { ScannerPattern, ScannerPatternOptions } from './scanner-pattern.js'
export type { LeakedToken, SecretScanningOptions } from './secret-scanning-handler.js'
