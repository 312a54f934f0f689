/** `covid-xray methods`: which kind of map points best at a known truth, on pictures that have masks. */
import { useBackend } from '@convlens/backend/node'
import { preprocess as frame, type PreprocessSpec, type Sample } from '@convlens/data'
import type { MethodName } from '@convlens/grad-cam'
import type { BackendChoice } from '../backends.ts'
import { openBundle } from '../bundle.ts'
import { openData, partsOf } from '../data-source.ts'
import { UsageError } from '../errors.ts'
import { maskOf } from '../heat.ts'
import { compareMethod, type MarkedPicture, type MethodComparison } from '../method-comparison.ts'
import { methodTitles } from '../method-titles.ts'
import { methodSheet } from '../method-sheet.ts'
import { createRunFolder } from '../run-folder.ts'
import { json, methodTable } from '../tables.ts'
import type { Terminal } from '../terminal.ts'

export interface MethodsOptions {
  model: string
  data: string
  methods?: MethodName[]
  pictures: number
  checked: number
  repeats: number
  seed: number
  backend: BackendChoice
  out?: string
  overwrite: boolean
}

export async function methods(options: MethodsOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const backend = await useBackend(options.backend)
  const { classifier, preprocess, question } = await openBundle(options.model)
  const source = await openData(options.data, options.seed)
  const { splits } = partsOf(source, options.seed)
  const name = splits.has('test') ? 'test' : 'val'
  const positives = splits.get(name)!.samples.filter(({ label }) => label === question.positive)
  const pictures = await markedPictures(positives, preprocess, options.pictures, signal)
  if (pictures.length < 2)
    throw new UsageError(
      `--data: ${pictures.length} of the ${positives.length} ${name} pictures of class ${question.positive} have a mask; methods are compared on masks`,
    )
  const folder = options.out === undefined ? undefined : await createRunFolder(options.out, options)
  terminal.line(`backend   ${backend.reason}`)

  const names = options.methods ?? (Object.keys(methodTitles) as MethodName[])
  const target = question.labels.indexOf(question.positive)
  const shape = [preprocess.height, preprocess.width, preprocess.channels] as const
  const comparisons: MethodComparison[] = []
  const bar = terminal.progress('methods', names.length)
  for (const method of names) {
    bar.update(comparisons.length, methodTitles[method])
    const { model } = classifier
    const { checked, repeats, seed } = options
    comparisons.push(await compareMethod(method, { model, pictures, shape, target, checked, repeats, seed, signal }))
  }
  bar.stop()

  const chance = mean(pictures.map(({ mask }) => mean(mask)))
  terminal.line(
    `${pictures.length} ${name} pictures of class ${question.positive}; chance is ${chance.toFixed(3)}, the mean share of the picture inside the mask`,
  )
  terminal.line(methodTable(comparisons))
  if (folder !== undefined) {
    await folder.write(
      'methods.json',
      json({ notForDiagnosis: true, n: pictures.length, chance, methods: comparisons }),
    )
    const shown = pictures.slice(0, 2)
    await folder.write(
      'methods.png',
      await methodSheet({ model: classifier.model, pictures: shown, shape, target, names }),
    )
    await folder.finish()
    terminal.line(`written to ${folder.target}`)
  }
  terminal.line('Not for diagnosis.')
}

/** The first pictures that have a mask with something in it. */
async function markedPictures(
  samples: readonly Sample[],
  spec: PreprocessSpec,
  limit: number,
  signal: AbortSignal,
): Promise<MarkedPicture[]> {
  const pictures: MarkedPicture[] = []
  for (const sample of samples) {
    if (pictures.length === limit) break
    signal.throwIfAborted()
    const mask = await maskOf(sample, spec)
    const raster = mask && (await sample.load().catch(() => undefined))
    if (raster) pictures.push({ id: sample.id, values: frame(raster, spec), mask })
  }
  return pictures
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}
