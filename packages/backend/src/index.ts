/** `@convlens/backend`: what is the same in Node and in the browser. `useBackend` lives in `./node` and `./browser`. */
export { registerWasmTrainingKernels } from './wasm/register.ts'
