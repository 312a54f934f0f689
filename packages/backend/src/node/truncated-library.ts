/** Finds a shared library that was cut short, before the loader maps it: touching a page that is not there ends the process. */
import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const HEADER = 64
const ELF = [0x7f, 0x45, 0x4c, 0x46]

/**
 * A 64-bit ELF file ends with its table of sections, which the header locates (System V ABI, ELF-64 object file format); a
 * file that ends before it is not whole.
 */
function isCutShort(path: string): boolean {
  const size = statSync(path).size
  const header = Buffer.alloc(HEADER)
  const file = openSync(path, 'r')
  try {
    if (readSync(file, header, 0, HEADER, 0) < HEADER) return true
  } finally {
    closeSync(file)
  }
  const is64BitLittleEndian = header[4] === 2 && header[5] === 1
  if (!ELF.every((byte, i) => header[i] === byte) || !is64BitLittleEndian) return false
  const sections = Number(header.readBigUInt64LE(0x28))
  return size < sections + header.readUInt16LE(0x3a) * header.readUInt16LE(0x3c)
}

/** Name of a library in the folder that is not whole, or `undefined`; also where there is no such folder. */
export function truncatedLibrary(folder: string): string | undefined {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return undefined
  }
  return names.filter((name) => /\.so(\.|$)/.test(name)).find((name) => isCutShort(join(folder, name)))
}
