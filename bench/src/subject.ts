/** Who is measured. */

export interface Subject {
  id: string
  title: string
  /** The measuring program, by its path. */
  program: string
  /** Which of the program's ways to compute. */
  variant: string
  /** Python modules that must be there, the native addon of tfjs-node, or a graphics adapter. */
  needs?: PythonModule | 'tfjs-node' | 'webgpu'
  /** Runs the built package, where there is one of the sources as they are: threads start slowly from sources. */
  prefers?: 'built-data'
  /** It has no more. */
  oneThread?: true
  /** What its number of threads counts, where it is not threads. */
  counts?: 'workers'
  /** What its milliseconds are of; by default a picture. */
  per?: 'a picture' | 'a call'
}

export interface PythonModule {
  /** The name that is imported. */
  module: string
  /** The packages whose versions are shown; by default the one of the module's name. */
  packages?: readonly string[]
}
