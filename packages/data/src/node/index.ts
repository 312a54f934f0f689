/** Node side: datasets from files on disk. */
export { fromFolder } from './from-folder.ts'
export type { FromFolderOptions } from './from-folder.ts'
export { fromManifest } from './from-manifest.ts'
export type { FromManifestOptions, ManifestColumn } from './from-manifest.ts'
