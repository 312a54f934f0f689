/**
 * Comma-separated values (RFC 4180) to rows of fields, with the line at which each row starts: parsers for both Node and browser tell
 * no lines, or bring several times the code of a whole page. Tested against `csv-parse`.
 */

/** A row and where it stands. */
export interface CsvRow {
  /** As many as the header has. */
  fields: string[]
  /** The line of the file at which the row starts, from 1. */
  line: number
}

export interface CsvOptions {
  /** One character between fields, `,` by default; `;` and a tab occur as well. */
  delimiter?: string
}

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Reads CSV: fields in double quotes may hold delimiters, line breaks and doubled quotes; lines end with LF, CRLF or CR; a byte
 * order mark is skipped, and so are lines without any character. Blanks are kept.
 *
 * @returns the first row apart from the others; `header` is empty where there is no row at all
 * @throws {SyntaxError} naming the line: an open quote, text beside quotes, a row with more or fewer fields than the header
 *
 * @example
 * parseCsv('path,note\na.png,"one, two"\n').rows // [{ fields: ['a.png', 'one, two'], line: 2 }]
 */
export function parseCsv(text: string, options: CsvOptions = {}): { header: string[]; rows: CsvRow[] } {
  const { delimiter = ',' } = options
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    throw new RangeError(
      `delimiter: ${JSON.stringify(delimiter)} given, expected one character that is no quote or line break`,
    )
  const split = delimiter.charCodeAt(0)
  const rows: CsvRow[] = []
  let header: string[] | undefined
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let line = 1
  while (at < text.length) {
    const start = line
    const fields: string[] = []
    for (;;) {
      if (text.charCodeAt(at) === quote) {
        const field = quotedField(text, at, line)
        fields.push(field.value)
        at = field.end
        line += field.lines
      } else {
        const from = at
        let code = text.charCodeAt(at)
        while (at < text.length && code !== split && code !== lineFeed && code !== carriageReturn) {
          if (code === quote)
            throw new SyntaxError(
              `line ${line}: a quote inside a field without quotes, expected it doubled and in quotes`,
            )
          code = text.charCodeAt(++at)
        }
        fields.push(text.slice(from, at))
      }
      if (at >= text.length || text.charCodeAt(at) !== split) {
        if (at < text.length && text.charCodeAt(at) !== lineFeed && text.charCodeAt(at) !== carriageReturn)
          throw new SyntaxError(
            `line ${line}: ${JSON.stringify(text[at])} after a closing quote, expected ${JSON.stringify(delimiter)}`,
          )
        break
      }
      at++
    }
    const empty = fields.length === 1 && fields[0] === '' && text.charCodeAt(at - 1) !== quote
    at += text.charCodeAt(at) === carriageReturn && text.charCodeAt(at + 1) === lineFeed ? 2 : 1
    line++
    if (empty) continue
    if (header === undefined) header = fields
    else if (fields.length === header.length) rows.push({ fields, line: start })
    else throw new SyntaxError(`line ${start}: ${fields.length} fields, expected ${header.length} as in the header`)
  }
  return { header: header ?? [], rows }
}

/** A field in quotes that starts at `at`: its text, the index behind it and how many line breaks it has. */
function quotedField(text: string, at: number, line: number): { value: string; end: number; lines: number } {
  let end = at + 1
  let doubled = false
  for (;;) {
    end = text.indexOf('"', end)
    if (end < 0) throw new SyntaxError(`line ${line}: a quote that is never closed`)
    if (text.charCodeAt(end + 1) !== quote) break
    doubled = true
    end += 2
  }
  const raw = text.slice(at + 1, end)
  return {
    value: doubled ? raw.replaceAll('""', '"') : raw,
    end: end + 1,
    lines: raw.includes('\n') || raw.includes('\r') ? raw.split(/\r\n|\n|\r/).length - 1 : 0,
  }
}
