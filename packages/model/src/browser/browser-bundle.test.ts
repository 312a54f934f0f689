import { useBackend } from '@convlens/backend/node'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

import { rejection, smallClassifier } from '../bundle/bundle.test-support.ts'
import { loadClassifier } from './load-classifier.ts'
import { saveClassifier } from './save-classifier.ts'

beforeAll(async () => {
  await useBackend('cpu')
})
afterEach(() => {
  vi.unstubAllGlobals()
})

async function files(): Promise<File[]> {
  const classifier = smallClassifier()
  const saved = await saveClassifier(classifier)
  classifier.model.dispose()
  return saved
}

describe('loadClassifier in a browser', () => {
  it('loads the files that saveClassifier made', async () => {
    const { model, labels } = await loadClassifier(await files())
    expect(labels).toEqual(['covid', 'normal'])
    model.dispose()
  })

  it('says which file was not chosen', async () => {
    const chosen = (await files()).filter(({ name }) => name !== 'weights.bin')
    const message =
      'the classifier is not whole: choose model.json, weights.bin, classifier.json; weights.bin is missing'
    expect(await rejection(loadClassifier(chosen))).toMatchObject({ code: 'missing', message })
  })

  it('loads from a URL, with or without a slash at its end', async () => {
    const byName = new Map((await files()).map((file) => [`https://example.org/model/${file.name}`, file]))
    vi.stubGlobal(
      'fetch',
      async (url: string) => new Response(byName.get(url) ?? null, { status: byName.has(url) ? 200 : 404 }),
    )
    for (const url of ['https://example.org/model', new URL('https://example.org/model/')]) {
      const { model } = await loadClassifier(url)
      model.dispose()
    }
    expect(await rejection(loadClassifier('https://example.org/other'))).toMatchObject({
      code: 'missing',
      message: expect.stringContaining('https://example.org/other/'),
    })
  })

  it('tells a server that fails and a network that is gone', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 500 }))
    expect(await rejection(loadClassifier('m'))).toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('answered 500'),
    })
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('gone')))
    expect(await rejection(loadClassifier('m'))).toMatchObject({ code: 'unreadable' })
  })

  it('says why it cannot verify on a page served by plain http', async () => {
    const chosen = await files()
    vi.stubGlobal('crypto', {})
    expect(await rejection(loadClassifier(chosen))).toMatchObject({
      code: 'unverifiable',
      message: expect.stringContaining('https'),
    })
  })
})
