/** A file that only grows: what was appended is in the file when the call returns, so that a killed process leaves it there. */
import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { clauseOf, codeOf } from '../file-errors.ts'

/** The bytes of a file; none where it does not exist. */
export function readLog(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return new Uint8Array()
    throw new Error(`could not read the log ${path}: ${clauseOf(error)}`, { cause: error })
  }
}

/**
 * Writes are synchronous: some microseconds each, in order, and with no buffer that a kill could take along. Where the disk
 * refuses, a method throws an Error that says so; half a record that went into the file is overwritten by the next, or taken
 * for a torn end.
 */
export class AppendFile {
  #path: string
  #file: number | undefined
  /** Bytes of whole records. */
  #length = 0

  /** Goes on behind the first `length` bytes of a file; without `length` it begins an empty one. Missing folders are made. */
  constructor(path: string, length = 0) {
    this.#path = path
    this.#try(() => {
      mkdirSync(dirname(path), { recursive: true })
      this.#file = openSync(path, length === 0 ? 'w' : 'r+')
      if (length > 0) this.#cut(length)
    })
  }

  append(record: Uint8Array): void {
    const file = this.#open()
    this.#try(() => writeAll(file, record, this.#length))
    this.#length += record.length
  }

  /** Leaves the first `length` bytes. */
  cut(length: number): void {
    this.#open()
    this.#try(() => this.#cut(length))
  }

  /** Makes `content` all that is in the file, in one step: there is the old content or the new one. */
  replace(content: Uint8Array): void {
    const old = this.#open()
    // A name that TensorBoard does not take for an event file.
    const fresh = join(dirname(this.#path), `.log-${process.pid}.new`)
    this.#try(() => {
      const file = openSync(fresh, 'w')
      try {
        writeAll(file, content, 0)
        fsyncSync(file)
        renameSync(fresh, this.#path)
      } catch (error) {
        closeSync(file)
        throw error
      }
      closeSync(old)
      this.#file = file
      this.#length = content.length
    })
  }

  /** Makes what was appended last through a power cut. */
  sync(): void {
    const file = this.#open()
    this.#try(() => fsyncSync(file))
  }

  /** Does nothing the second time. */
  close(): void {
    if (this.#file === undefined) return
    closeSync(this.#file)
    this.#file = undefined
  }

  #cut(length: number): void {
    ftruncateSync(this.#file!, length)
    this.#length = length
  }

  #open(): number {
    if (this.#file === undefined) throw new Error(`the log ${this.#path} was closed`)
    return this.#file
  }

  #try(write: () => void): void {
    try {
      write()
    } catch (error) {
      throw new Error(`could not write the log ${this.#path}: ${clauseOf(error)}`, { cause: error })
    }
  }
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, position + done)
}
