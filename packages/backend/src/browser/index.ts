/** `@convlens/backend/browser`: picks and prepares a backend in the browser. */
export { BackendError } from '../select/report.ts'
export type { BackendName, BackendReport } from '../select/report.ts'
export { useBackend } from './use-backend.ts'
export type { UseBackendOptions } from './use-backend.ts'
export type { WasmPaths } from './wasm-host.ts'
