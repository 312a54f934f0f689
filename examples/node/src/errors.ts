/** Errors as the user of a command line should read them. */

/** The command was used wrongly (exit code 2), as opposed to having failed (1). */
export class UsageError extends Error {
  override name = 'UsageError'
}

const systemReasons: Record<string, string> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it already exists',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
}

/** One sentence that says what went wrong, with the path where the operating system names one. */
export function oneSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, path } = error as NodeJS.ErrnoException
  const reason = code === undefined ? undefined : systemReasons[code]
  if (reason && path) return `cannot use ${path}: ${reason}`
  if (reason && /^[A-Z]+:/.test(error.message)) return reason
  return error.message.replace(/\s*\n\s*/g, ' ')
}
