import { useBackend } from '@convlens/backend/node'
import { io, memory } from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'

import { blobs } from '../training/blobs.test-support.ts'
import { predict } from '../training/predict.ts'
import { rejection, smallClassifier } from './bundle.test-support.ts'
import type { BundleBytes } from './bundle-format.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Classifier } from './classifier.ts'
import { parseClassifier } from './parse-classifier.ts'
import { serialiseClassifier } from './serialise-classifier.ts'
import { sha256 } from './sha256.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

async function bytesOf(classifier: Classifier = smallClassifier()): Promise<BundleBytes> {
  const bytes = await serialiseClassifier(classifier)
  classifier.model.dispose()
  return bytes
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const encode = (value: string): Uint8Array => new TextEncoder().encode(value)

/** Changes classifier.json, sealing it anew where `seal` is set. */
async function edited(bytes: BundleBytes, change: Record<string, unknown>, seal = false): Promise<BundleBytes> {
  const { seal: old, ...json } = { ...JSON.parse(text(bytes['classifier.json'])), ...change }
  const fresh = seal ? await sha256(encode(canonicalJson(json))) : old
  return { ...bytes, 'classifier.json': encode(JSON.stringify({ ...json, seal: fresh })) }
}

describe('serialiseClassifier and parseClassifier', () => {
  it('give back an equal classifier and leave no tensor behind', async () => {
    const before = memory().numTensors
    const saved = smallClassifier()
    const bytes = await serialiseClassifier(saved)
    const loaded = await parseClassifier(bytes)
    const { model: _saved, ...facts } = saved
    const { model: _loaded, ...loadedFacts } = loaded
    expect(loadedFacts).toEqual(facts)
    const [a, b] = [await predict(saved.model, blobs()), await predict(loaded.model, blobs())]
    expect(b.probabilities).toEqual(a.probabilities)
    expect(await serialiseClassifier(loaded)).toEqual(bytes)
    saved.model.dispose()
    loaded.model.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('give the same bytes for the same classifier', async () => {
    expect(await bytesOf()).toEqual(await bytesOf())
  })

  it('write what tfjs alone can load, with its own layers', async () => {
    const bytes = await bytesOf()
    const modelJson = JSON.parse(text(bytes['model.json'])) as io.ModelJSON
    expect(modelJson.format).toBe('layers-model')
    expect(modelJson.weightsManifest[0]!.paths).toEqual(['weights.bin'])
    const artifacts = await io.getModelArtifactsForJSON(modelJson, async (manifest) => [
      manifest.flatMap(({ weights }) => weights),
      bytes['weights.bin'].slice().buffer as ArrayBuffer,
    ])
    const model = await loadLayersModel(io.fromMemory(artifacts))
    expect(model.layers.map((layer) => layer.getClassName())).toContain('Dropout')
    model.dispose()
  })

  it('take a reformatted classifier.json for unchanged', async () => {
    const bytes = await bytesOf()
    const sorted = JSON.stringify(
      Object.fromEntries(Object.entries(JSON.parse(text(bytes['classifier.json']))).reverse()),
    )
    const { model } = await parseClassifier({ ...bytes, 'classifier.json': encode(sorted) })
    model.dispose()
  })
})

describe('parseClassifier refuses', () => {
  const changed = 'classifier.json was changed after it was saved'
  const cases: [string, (bytes: BundleBytes) => BundleBytes | Promise<BundleBytes>, string, string][] = [
    ['swapped labels', (b) => edited(b, { labels: ['normal', 'covid'] }), 'tampered', changed],
    ['another threshold', (b) => edited(b, { threshold: 0.9 }), 'tampered', changed],
    [
      'another scaling',
      (b) => edited(b, { preprocess: { version: 1, width: 8, height: 8, channels: 1, fit: 'pad', scaling: 'unit' } }),
      'tampered',
      changed,
    ],
    ['other provenance', (b) => edited(b, { provenance: {} }), 'tampered', changed],
    [
      'a flipped bit in the weights',
      (b) => ({ ...b, 'weights.bin': b['weights.bin'].map((byte, i) => (i === 9 ? byte ^ 1 : byte)) }),
      'tampered',
      'weights.bin is not the one',
    ],
    [
      'weights cut short',
      (b) => ({ ...b, 'weights.bin': b['weights.bin'].slice(0, -4) }),
      'tampered',
      'weights.bin is not the one',
    ],
    [
      'another model.json',
      (b) => ({ ...b, 'model.json': encode(text(b['model.json']).replace('"relu"', '"tanh"')) }),
      'tampered',
      'model.json is not the one',
    ],
    [
      'a later major version',
      (b) => edited(b, { version: '2.0' }),
      'unsupported-version',
      'saved in format 2.0, this package reads up to 1.x',
    ],
    ['another format', (b) => edited(b, { format: 'other' }), 'corrupt', 'its format is "other"'],
    ['no version', (b) => edited(b, { version: undefined }), 'corrupt', 'has no version'],
    [
      'half a file',
      (b) => ({ ...b, 'classifier.json': b['classifier.json'].slice(0, 99) }),
      'corrupt',
      'classifier.json is no JSON',
    ],
    [
      'labels that do not fit the model',
      (b) => edited(b, { labels: ['covid', 'normal', 'other'] }, true),
      'corrupt',
      'there are 3 for a model with 2 outputs',
    ],
    [
      'a picture size that does not fit',
      (b) =>
        edited(b, { preprocess: { version: 1, width: 9, height: 8, channels: 1, fit: 'pad', scaling: 'unit' } }, true),
      'corrupt',
      'it makes 8x9x1, the model takes [8,8,1]',
    ],
    [
      'a bad threshold',
      (b) => edited(b, { threshold: 2 }, true),
      'corrupt',
      'threshold: expected a number from 0 to 1, got 2',
    ],
  ]
  it.each(cases)('%s', async (_, change, code, message) => {
    const bytes = await change(await bytesOf())
    const before = memory().numTensors
    expect(await rejection(parseClassifier(bytes))).toMatchObject({
      name: 'BundleError',
      code,
      message: expect.stringContaining(message),
    })
    expect(memory().numTensors).toBe(before)
  })

  it('accepts a later minor version', async () => {
    const { model } = await parseClassifier(await edited(await bytesOf(), { version: '1.7', novelty: true }, true))
    model.dispose()
  })
})

describe('serialiseClassifier refuses', () => {
  const cases: [Partial<Classifier>, string][] = [
    [{ labels: ['covid'] }, 'classifier.labels: expected at least 2 names, got ["covid"]'],
    [{ labels: ['covid', 'covid'] }, 'classifier.labels: a name comes twice'],
    [{ labels: ['a', 'b', 'covid'] }, 'classifier.labels: there are 3 for a model with 2 outputs'],
    [{ positive: 'flu' }, 'classifier.positive: expected one of covid, normal, got "flu"'],
    [{ threshold: Number.NaN }, 'classifier.threshold: expected a number from 0 to 1'],
    [{ provenance: [] as never }, 'classifier.provenance: expected an object'],
    [
      { preprocess: { ...smallFacts(), channels: 3 } },
      'classifier.preprocess: it makes 8x8x3, the model takes [8,8,1]',
    ],
    [
      { preprocess: { ...smallFacts(), fit: 'zoom' as never } },
      'classifier.preprocess.fit: expected "stretch" or "pad" or "crop", got "zoom"',
    ],
  ]
  it.each(cases)('%j', async (change, message) => {
    const classifier = smallClassifier()
    await expect(serialiseClassifier({ ...classifier, ...change })).rejects.toThrow(message)
    classifier.model.dispose()
  })
})

function smallFacts(): Classifier['preprocess'] {
  return { version: 1, width: 8, height: 8, channels: 1, fit: 'stretch', scaling: 'unit' }
}
