/** Results of folds and trials, on disk as they come: what `done` takes after a crash. */
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file to which results are added. */
export interface ResultsFile<Result> {
  /** What was in it when it was opened, in order; for `done`. */
  readonly done: Result[]
  /** Adds one; settles when it is safe on disk. Calls may overlap. For `onResult` and `onTrial`. */
  append(result: Result): Promise<void>
  /** Settles when everything is written and the file closed. */
  close(): Promise<void>
}

const typed = { Float32Array, Float64Array, Int32Array, Uint8Array }

/** JSON has no typed arrays: they become `{ "$typed": "Float32Array", "base64": "..." }`, to the bit. */
function toJson(_key: string, value: unknown): unknown {
  for (const [name, type] of Object.entries(typed)) {
    if (!(value instanceof type)) continue
    const { buffer, byteOffset, byteLength } = value
    return { $typed: name, base64: Buffer.from(buffer, byteOffset, byteLength).toString('base64') }
  }
  return value
}

function fromJson(_key: string, value: unknown): unknown {
  const { $typed: name, base64 } = (value ?? {}) as { $typed?: keyof typeof typed; base64?: string }
  if (name === undefined || base64 === undefined || typed[name] === undefined) return value
  // A copy of its own: that of a small Buffer lies within a larger one, at any place.
  return new typed[name](Uint8Array.from(Buffer.from(base64, 'base64')).buffer)
}

/**
 * Opens or makes a file of results, one line of JSON each, in the byte order of the machine. A last line that a crash cut off is removed.
 * One process at a time may have it open.
 *
 * @throws Error naming the line where the file holds something else; what the disk says
 * @example
 * ```ts
 * const saved = await openResultsFile<FoldResult>('runs/folds.jsonl')
 * const { outOfFold } = await crossValidate({ folds, run, config, done: saved.done, onResult: saved.append })
 * await saved.close()
 * ```
 */
export async function openResultsFile<Result>(path: string): Promise<ResultsFile<Result>> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a')
  try {
    const text = await readFile(path, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    const done = whole.split('\n').flatMap((line, i): Result[] => {
      if (line === '') return []
      try {
        return [JSON.parse(line, fromJson) as Result]
      } catch (error) {
        throw new Error(`${path}: line ${i + 1} is no JSON; is this a file of results?`, { cause: error })
      }
    })
    const size = Buffer.byteLength(whole)
    if (whole.length < text.length) await file.truncate(size)
    return appending(file, size, done)
  } catch (error) {
    await file.close()
    throw error
  }
}

function appending<Result>(file: FileHandle, size: number, done: Result[]): ResultsFile<Result> {
  let last: Promise<void> = Promise.resolve()
  let isClosed = false
  return {
    done,
    append(result) {
      const line = `${JSON.stringify(result, toJson)}\n`
      const written = last.then(async () => {
        try {
          await file.appendFile(line)
          await file.datasync()
          size += Buffer.byteLength(line)
        } catch (error) {
          // Half a line would spoil the next one.
          await file.truncate(size).catch(() => undefined)
          throw error
        }
      })
      // The next one is written even where this fails; who called hears of it.
      last = written.catch(() => undefined)
      return written
    },
    async close() {
      if (isClosed) return
      isClosed = true
      await last
      await file.close()
    },
  }
}
