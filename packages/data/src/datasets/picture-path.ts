/** Paths of pictures as they stand in a manifest, made alike. */

/**
 * The path with `/`, without `.` and empty parts and with `..` resolved as far as it goes, so that one file has one name.
 *
 * @returns the path, and whether it leaves the folder it is relative to: by `..`, or because it is absolute
 *
 * @example
 * normalisePath('a\\.\\b//../c.png') // { path: 'a/c.png', outside: false }
 * normalisePath('../c.png') // { path: '../c.png', outside: true }
 */
export function normalisePath(path: string): { path: string; outside: boolean } {
  const slashes = path.replaceAll('\\', '/')
  const parts: string[] = []
  for (const part of slashes.split('/'))
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  const inside = parts.join('/')
  if (absolute.test(slashes)) return { path: slashes, outside: true }
  // `a/../C:/x` is absolute only now.
  return { path: inside, outside: parts[0] === '..' || absolute.test(inside) }
}

/** `/x`, `C:/x`, `C:x` and addresses such as `file:///x`. */
const absolute = /^(\/|[a-z]:|[a-z][a-z0-9+.-]+:\/\/)/i
