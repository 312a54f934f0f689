/** Node side: datasets from files on disk, worker threads, a cache on disk. */
export { fromFolder } from './from-folder.ts'
export type { FromFolderOptions } from './from-folder.ts'
export { fromManifest } from './from-manifest.ts'
export type { FromManifestOptions, ManifestColumn } from './from-manifest.ts'
export { diskCache } from './loader/disk-cache.ts'
export type { DiskCache, DiskCacheCounts, DiskCacheOptions } from './loader/disk-cache.ts'
export { nodeWorkers } from './loader/node-workers.ts'
