/** `@convlens/backend`: what is the same in Node and in the browser. `useBackend` lives in `./node` and `./browser`. */
export { BACKEND_NAMES, BackendError } from './select/report.ts'
export type { BackendName, BackendReport } from './select/report.ts'
export { registerWasmTrainingKernels } from './wasm/register.ts'
