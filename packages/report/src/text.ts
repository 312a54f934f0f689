/** Text from outside made fit for XML and HTML: ids and labels are never trusted. */

// What XML 1.0 cannot hold even escaped: control characters, lone surrogates, the two non-characters.
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\p{Surrogate}]/gu

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** One line of printable text: what XML cannot hold becomes U+FFFD, every run of white space one blank. */
export function plain(text: string): string {
  return text.replace(unprintable, '\ufffd').replace(/\s+/g, ' ').trim()
}

/**
 * Escapes text for HTML and XML, inside elements and inside quoted attributes.
 *
 * @example escapeMarkup('<b>') // '&lt;b&gt;'
 */
export function escapeMarkup(text: string): string {
  return text.replace(unprintable, '\ufffd').replace(/[&<>"']/g, (character) => entities[character]!)
}

/** Shortens to `length` characters by leaving out the middle, because ids differ at both ends. */
export function shorten(text: string, length: number): string {
  const characters = [...plain(text)]
  if (characters.length <= length) return characters.join('')
  const head = Math.ceil((length - 1) / 2)
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (length - 1 - head)).join('')}`
}

/** A name fit for an id or a file: lower-case ASCII letters, digits and hyphens; `fallback` where nothing is left. */
export function slug(text: string, fallback: string): string {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return name.slice(0, 60) || fallback
}
