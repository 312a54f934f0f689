/** Browser side: datasets from files and folders that the user chose or dropped, Web Workers. */
export { fromDirectory } from './from-directory.ts'
export type { FromDirectoryOptions } from './from-directory.ts'
export { fromDrop } from './from-drop.ts'
export { fromFiles } from './from-files.ts'
export type { FromFilesOptions, FromPathsOptions } from './from-files.ts'
export { fromManifestFiles } from './from-manifest-files.ts'
export type { FromManifestFilesOptions } from './from-manifest-files.ts'
export { browserWorkers } from './workers/browser-workers.ts'
