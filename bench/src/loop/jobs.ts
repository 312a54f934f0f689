/** What a measuring process of the loop is asked, and what it answers. */
import type { BackendName } from '@convlens/backend/node'
import type { NetworkName } from './networks.ts'

export type SideName = 'ours' | 'plain'

interface Asked {
  backend: BackendName
  threads: number
  network: NetworkName
  /** Steps a block: an epoch of ours, as many calls of the plain loop. */
  steps: number
}

/** Both sides in one process, block by block in turn. */
export interface TimeJob extends Asked {
  kind: 'time'
  /** Of each side, after one of warm-up. */
  blocks: number
}

/** One side alone in its process. */
export interface PeakJob extends Asked {
  kind: 'peak'
  side: SideName
  blocks: number
}

/** Ours, watched from its first to its last step. */
export interface LeakJob extends Asked {
  kind: 'leak'
  blocks: number
}

export type LoopJob = TimeJob | PeakJob | LeakJob

export interface TimeAnswer {
  /** Milliseconds a step, of each block; the blocks with the same index were neighbours. */
  ms: Record<SideName, number[]>
  /** The same of processor time, all threads together, which programs beside this one disturb less. */
  processor: Record<SideName, number[]>
  /** Milliseconds of processor time that the process took in all. */
  spent: number
  /** Mean loss of the first block, which both begin with the same weights and pictures. */
  firstLoss: Record<SideName, number>
}

export interface PeakAnswer {
  /** Bytes of all tensors at the moment when they were most. */
  tensors: number
  /** Bytes of WebAssembly's memory, which never shrinks; 0 on another backend. */
  wasm: number
  /** Bytes of the process at its largest. */
  process: number
}

/** What is held at some moment. */
export interface Held {
  step: number
  numTensors: number
  numDataBuffers: number
  numBytes: number
  /** Bytes of JavaScript's objects, after a collection of what is not in use. */
  heap: number
  wasm: number
}

export interface LeakAnswer {
  before: Held
  during: Held[]
  after: Held
}
