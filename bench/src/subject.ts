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
  /** It has no more. */
  oneThread?: true
}

export interface PythonModule {
  /** The name that is imported. */
  module: string
  /** The packages whose versions are shown; by default the one of the module's name. */
  packages?: readonly string[]
}
