/** `@convlens/backend/node`: picks and prepares a backend in Node. */
export { BackendError } from '../select/report.ts'
export type { BackendName, BackendReport } from '../select/report.ts'
export { listBackends, useBackend } from './use-backend.ts'
export type { UseBackendOptions } from './use-backend.ts'
