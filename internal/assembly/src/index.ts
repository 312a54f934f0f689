/** Compiles the AssemblyScript of a package into a module of its source tree. */
export { compileAssembly } from './compile-assembly.ts'
