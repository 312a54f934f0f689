/** What the user sees while a command works: progress bars on a terminal, plain lines in a pipe. */
import { SingleBar } from 'cli-progress'

export interface Progress {
  /** Sets how much is done, with a short remark such as the loss. */
  update(done: number, remark?: string): void
  stop(): void
}

export interface Terminal {
  /** A line of the result or of the story. */
  line(text?: string): void
  /** A line that must not be missed; goes to standard error. */
  warn(text: string): void
  /** Something that takes a while: a bar with the time left on a terminal, nothing in a pipe. */
  progress(title: string, total: number): Progress
}

const silent: Progress = { update: () => undefined, stop: () => undefined }

/**
 * @param options.quiet keeps standard output free for JSON: lines go to standard error
 */
export function createTerminal({ quiet = false }: { quiet?: boolean } = {}): Terminal {
  const out = quiet ? process.stderr : process.stdout
  return {
    line: (text = '') => void out.write(`${text}\n`),
    warn: (text) => void process.stderr.write(`warning: ${text}\n`),
    progress: (title, total) => (out.isTTY && total > 0 ? bar(title, total, out) : silent),
  }
}

function bar(title: string, total: number, stream: NodeJS.WriteStream): Progress {
  const line = new SingleBar({
    format: `${title} {bar} {value}/{total}  {eta_formatted} left {remark}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    stream,
  })
  line.start(total, 0, { remark: '' })
  return {
    update: (done, remark = '') => line.update(Math.min(done, total), { remark }),
    stop: () => line.stop(),
  }
}
