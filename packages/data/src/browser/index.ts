/** Browser side: datasets from files that the user chose or dropped. */
export { fromFiles } from './from-files.ts'
export type { FromFilesOptions } from './from-files.ts'
