/**
 * Makes the page's built-in classifier: trains `compact` on drawn phantoms, scores it on phantoms of other patients and
 * writes the bundle to `public/classifier`. Seeds are fixed; `--epochs` and `--pictures` shorten it for a try.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { useBackend } from '@convlens/backend/node'
import { createCache, loader, phantoms, split, xrayAugmentation } from '@convlens/data'
import { buildCnn, predict, presetSpec, train } from '@convlens/model'
import { loadClassifier, saveClassifier } from '@convlens/model/node'
import type { Classifier } from '@convlens/model'
import type { Dataset } from '@convlens/data'

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '2000' },
    epochs: { type: 'string', default: '16' },
    out: { type: 'string', default: join(import.meta.dirname, '../public/classifier') },
  },
})
const [pictures, epochs] = [Number(values.pictures), Number(values.epochs)]
const seed = 7
/** Small pictures train in minutes on wasm, and the patches of a phantom are well seen at this size. */
const side = 128

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const backend = await useBackend('auto')
say(backend.reason)

const { network, preprocess: presetPreprocess } = presetSpec('compact')
const preprocess = { ...presetPreprocess, width: side, height: side }
const model = buildCnn({ ...network, input: [side, side, preprocess.channels], classes: 2, seed })

const dataset = phantoms({ count: pictures, size: side, seed })
const parts = split(dataset, { by: 'group', stratify: 'label', ratios: [0.7, 0.15, 0.15], seed })
const shared = { preprocess, batchSize: 16, seed, cache: createCache() }
const accuracyOn = async (part: Dataset): Promise<number> => {
  const { probabilities, classes, yTrue } = await predict(model, loader(part, shared))
  const right = yTrue.filter((y, i) => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes)
    return row.indexOf(Math.max(...row)) === y
  })
  return right.length / yTrue.length
}

const classifier = (testAccuracy?: number): Classifier => ({
  model,
  labels: dataset.labels,
  preprocess,
  positive: 'covid',
  threshold: 0.5,
  provenance: {
    data: 'phantom',
    madeBy: 'examples/browser/scripts/make-classifier.ts',
    preset: 'compact',
    seed,
    pictures,
    epochs,
    backend: backend.name,
    ...(testAccuracy !== undefined && {
      phantomTestAccuracy: testAccuracy,
      phantomTestPictures: parts.test.samples.length,
    }),
    notForDiagnosis: true,
  },
})

let lowest = Number.POSITIVE_INFINITY
const run = train(
  model,
  {
    train: (epoch) => loader(parts.train, { ...shared, epoch, shuffle: true, augment: xrayAugmentation }),
    val: () => loader(parts.val, shared),
  },
  {
    epochs,
    optimizer: { name: 'adam', learningRate: 0.002 },
    schedule: 'cosine',
    loss: 'categorical-crossentropy',
    seed,
  },
)
for await (const { epoch, loss, accuracy, valLoss = loss, valAccuracy = accuracy, seconds } of run) {
  const best = valLoss < lowest
  say(
    `epoch ${epoch + 1}/${epochs}  loss ${loss.toFixed(3)}  val_loss ${valLoss.toFixed(3)}  val_accuracy ${valAccuracy.toFixed(3)}  ${seconds.toFixed(0)} s${best ? '  kept' : ''}`,
  )
  if (!best) continue
  lowest = valLoss
  await saveClassifier(values.out, classifier())
}

// The best epoch's weights, and what they score on patients that training never saw.
const kept = await loadClassifier(values.out)
model.setWeights(kept.model.getWeights())
const testAccuracy = await accuracyOn(parts.test)
await saveClassifier(values.out, classifier(testAccuracy))
say(
  `accuracy on ${parts.test.samples.length} phantoms of other patients: ${testAccuracy.toFixed(3)}; written to ${values.out}`,
)
