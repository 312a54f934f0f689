/** The backends a user of the command line can ask for. */
export const backendChoices = ['auto', 'tensorflow', 'webgpu', 'wasm', 'cpu'] as const

export type BackendChoice = (typeof backendChoices)[number]
