/** `@convlens/backend/testing`: what every backend must do, as checks without a test framework. */
export { backendContract } from './contract.ts'
export type { ContractCheck, ContractOptions } from './contract.ts'
