/** The Grad-CAM gallery of a run: wrong answers first, then both classes in turn. */
import type { Dataset, PreprocessSpec, Sample } from '@convlens/data'
import type { Explainer } from '@convlens/grad-cam'
import type { ExplanationEntry } from '@convlens/report'
import type { PredictionRow, Question } from './evaluation.ts'
import { drawOverlay, overlayFile, type OverlayRecord } from './overlays.ts'
import type { RunFolder } from './run-folder.ts'
import type { Terminal } from './terminal.ts'

export interface GalleryOptions {
  folder: RunFolder
  explainer: Explainer
  dataset: Dataset
  /** The answers for the pictures of `dataset` that could be read. */
  rows: readonly PredictionRow[]
  preprocess: PreprocessSpec
  question: Question
  /** Overlays to draw at most. */
  limit: number
  terminal: Terminal
  signal: AbortSignal
}

/** Draws into `grad-cam/`; each map explains the class that was predicted. */
export async function drawGallery(
  options: GalleryOptions,
): Promise<{ records: OverlayRecord[]; entries: ExplanationEntry[] }> {
  const { folder, explainer, dataset, preprocess, question, limit, terminal, signal } = options
  const samples = new Map<string, Sample>(dataset.samples.map((sample) => [sample.id, sample]))
  const chosen = inOrderOfInterest(options.rows).slice(0, limit)
  const records: OverlayRecord[] = []
  const entries: ExplanationEntry[] = []
  const bar = terminal.progress('heat maps', chosen.length)
  for (const { id, label, split } of chosen) {
    signal.throwIfAborted()
    const raster = await samples.get(id)!.load()
    const { png, record } = await drawOverlay(explainer, id, raster, preprocess, {
      question,
      target: 'predicted',
      label,
    })
    const file = overlayFile(id)
    await folder.write(`grad-cam/${file}`, png)
    records.push({ ...record, file })
    entries.push({
      id,
      png,
      label,
      predicted: record.predicted,
      targetClass: record.target,
      probability: record.probability,
      split,
      note: record.degenerate ? `the map is ${record.degenerate}` : undefined,
    })
    bar.update(records.length)
  }
  bar.stop()
  return { records, entries }
}

function inOrderOfInterest(rows: readonly PredictionRow[]): PredictionRow[] {
  const wrong = rows.filter(({ label, predicted }) => label !== predicted)
  const right = rows.filter(({ label, predicted }) => label === predicted)
  const byLabel = [...new Set(right.map(({ label }) => label))].map((label) =>
    right.filter((row) => row.label === label),
  )
  const inTurn = Array.from({ length: Math.max(0, ...byLabel.map((list) => list.length)) }, (_, i) =>
    byLabel.flatMap((list) => list[i] ?? []),
  )
  return [...wrong, ...inTurn.flat()]
}
