import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readXml } from './sample-svg.test-support.ts'
import { escapeMarkup, plain, shorten, slug } from './text.ts'

describe('escapeMarkup', () => {
  it('leaves no character that markup could take for its own', () => {
    expect(escapeMarkup(`<script>alert("a" & 'b')</script>`)).toBe(
      '&lt;script&gt;alert(&quot;a&quot; &amp; &#39;b&#39;)&lt;/script&gt;',
    )
  })
  it('makes any text well-formed XML, in an element and in an attribute, that reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [element] = readXml(`<a b="${escapeMarkup(plain(text))}">${escapeMarkup(plain(text))}</a>`)
        expect(element).toMatchObject({ text: plain(text), attributes: { b: plain(text) } })
      }),
    )
  })
})

describe('shorten', () => {
  it('keeps both ends and the length', () => {
    expect(shorten('train/covid/01E392EE-69F9.jpg', 15)).toBe('train/c…9F9.jpg')
    expect(shorten('short', 15)).toBe('short')
  })
  it('never exceeds the length nor cuts a character in two', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 2, max: 30 }),
        (text, length) => [...shorten(text, length)].length <= length && !/\p{Surrogate}/u.test(shorten(text, length)),
      ),
    )
  })
})

describe('slug', () => {
  it('keeps letters and digits, and falls back', () => {
    expect(slug('Köln / Süd 2', 'x')).toBe('ko-ln-su-d-2')
    expect(slug('../..', 'split')).toBe('split')
  })
})
