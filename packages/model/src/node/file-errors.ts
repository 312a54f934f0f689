/** What the disk says, in words. */

const clauses: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'files may not become that large here',
  EROFS: 'the disk is read-only',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  ENOTDIR: 'a part of that path is a file, not a folder',
  EISDIR: 'that is a folder, not a file',
  EIO: 'the disk failed',
}

/** The system's code of an error, `ENOSPC` for instance. */
export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code

/** One clause for people, with the system's code. */
export function clauseOf(error: unknown): string {
  const code = codeOf(error)
  const clause = code === undefined ? undefined : clauses[code]
  return clause === undefined ? (error instanceof Error ? error.message : String(error)) : `${clause} (${code})`
}
