/** The last line of a program's output with something in it: of a Python traceback, the error. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)!.trim()
}
