/** Reads SVG and HTML in tests: elements, attributes and text, or an error where the markup is not well-formed. */
import { SaxesParser } from 'saxes'

export interface ReadElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
}

/** Every element with its attributes and the text directly inside. @throws Error where `xml` is not well-formed */
export function readXml(xml: string): ReadElement[] {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = []
  const open: typeof elements = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: { ...attributes }, text: '' }
    elements.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += text
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(xml).close()
  return elements
}

/** What a reader sees: the content of all `text` elements. */
export function shownText(svg: string): string[] {
  return readXml(svg)
    .filter(({ name, text }) => name === 'text' && text !== '')
    .map(({ text }) => text)
}
