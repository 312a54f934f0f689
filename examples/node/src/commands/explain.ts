/** `covid-xray explain`: one overlay a picture, with target and score printed on it, and the numbers in index.json. */
import { useBackend } from '@convlens/backend/node'
import type { ColorScale } from '@convlens/report'
import { createExplainer, methodByName, type MethodName } from '@convlens/grad-cam'
import type { BackendChoice } from '../backends.ts'
import { openBundle } from '../bundle.ts'
import { UsageError } from '../errors.ts'
import { drawOverlay, overlayFile, type OverlayRecord } from '../overlays.ts'
import { createRunFolder } from '../run-folder.ts'
import { skippedPictures } from '../skipped.ts'
import type { Terminal } from '../terminal.ts'
import { filesAsDataset } from './predict.ts'

export interface ExplainOptions {
  model: string
  out: string
  method: MethodName
  target: string
  layer: string
  colormap: ColorScale
  backend: BackendChoice
  overwrite: boolean
  json: boolean
}

export async function explain(
  pictures: string[],
  options: ExplainOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const backend = await useBackend(options.backend)
  const { classifier, preprocess, question } = await openBundle(options.model)
  const target = options.target === 'predicted' ? 'predicted' : question.labels.indexOf(options.target)
  if (target === -1)
    throw new UsageError(
      `--target: no class ${options.target}; there are ${question.labels.join(', ')} and "predicted"`,
    )
  const folder = await createRunFolder(options.out, options)
  terminal.line(`backend   ${backend.reason}`)
  const explainer = createExplainer(classifier.model, { layer: options.layer })
  const method = methodByName(options.method)

  const skipped = skippedPictures(terminal)
  const records: OverlayRecord[] = []
  for (const sample of filesAsDataset(pictures, question.labels).samples) {
    signal.throwIfAborted()
    try {
      const raster = await sample.load()
      const { png, record } = await drawOverlay(explainer, sample.id, raster, preprocess, {
        question,
        target,
        method,
        colormap: options.colormap,
      })
      await folder.write(overlayFile(record.id), png)
      records.push({ ...record, file: overlayFile(record.id) })
      terminal.line(
        `${record.predicted.padEnd(10)} heat for ${record.target} (${record.probability.toFixed(3)})   ${sample.id}`,
      )
    } catch (error) {
      if (signal.aborted) throw error
      skipped.add(sample, error)
    }
  }
  if (records.length === 0) throw new Error(`none of the ${pictures.length} pictures could be explained`)
  const index = { notForDiagnosis: true, layer: records[0]!.layer, overlays: records, skipped: skipped.list }
  await folder.write('index.json', `${JSON.stringify(index, null, 2)}\n`)
  await folder.finish()
  if (options.json) process.stdout.write(`${JSON.stringify(index, null, 2)}\n`)
  else terminal.line(`${records.length} overlays in ${folder.target}. Not for diagnosis.`)
}
