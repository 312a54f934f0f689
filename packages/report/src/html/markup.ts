/** The few pieces of HTML that every section uses. Arguments called `html` are markup, all others are text. */
import type { DataTable } from '../planned-figure.ts'
import { escapeMarkup } from '../text.ts'

/** A section with its heading, known to screen readers by it. */
export function section(id: string, title: string, html: string): string {
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeMarkup(title)}</h2>${html}</section>`
}

export function paragraph(text: string, className?: string): string {
  return `<p${className === undefined ? '' : ` class="${className}"`}>${escapeMarkup(text)}</p>`
}

export function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>`
}

/** A table that scrolls by itself on a narrow page; the box takes the keyboard's focus so that arrows move it. */
export function tableOf(label: string, headHtml: readonly string[], rowsHtml: readonly (readonly string[])[]): string {
  const head = headHtml.map((cell) => `<th scope="col">${cell}</th>`).join('')
  const body = rowsHtml
    .map(
      ([first = '', ...rest]) =>
        `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
    )
    .join('')
  return (
    `<div class="scroll" role="region" tabindex="0" aria-label="${escapeMarkup(label)}"><table><caption>${escapeMarkup(label)}</caption>` +
    `<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
  )
}

/** The data behind a figure, folded away. */
export function dataDetails(label: string, { columns, rows, note }: DataTable): string {
  const table = tableOf(
    label,
    columns.map(escapeMarkup),
    rows.map((row) => row.map(escapeMarkup)),
  )
  return `<details><summary>Data as a table<span class="sr"> of ${escapeMarkup(label)}</span></summary>${note === undefined ? '' : paragraph(note, 'caption')}${table}</details>`
}

/** Names and values, such as settings; nested objects become dotted names. */
export function settingsTable(label: string, values: Readonly<Record<string, unknown>>): string {
  const rows = flatten(values, '')
  if (rows.length === 0) return paragraph('None recorded.', 'empty')
  return tableOf(
    label,
    ['name', 'value'],
    rows.map(([name, value]) => [
      `<code>${escapeMarkup(name)}</code>`,
      `<span class="value">${escapeMarkup(value)}</span>`,
    ]),
  )
}

function flatten(value: unknown, name: string): [string, string][] {
  if (value === undefined) return []
  if (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    const entries = Object.entries(value)
    return entries.length === 0 && name !== ''
      ? [[name, '{}']]
      : entries.flatMap(([key, inner]) => flatten(inner, name === '' ? key : `${name}.${key}`))
  }
  if (typeof value === 'string') return [[name, value]]
  if (typeof value === 'number' || typeof value === 'bigint') return [[name, String(value)]]
  return [[name, JSON.stringify(value) ?? String(value)]]
}
