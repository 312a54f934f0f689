/** The same picture through the same bundle in Node: what the page must agree with. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { useBackend } from '@convlens/backend/node'
import { decodeImage, preprocess } from '@convlens/data'
import { createExplainer } from '@convlens/grad-cam'
import type { ClassTarget, Explanation } from '@convlens/grad-cam'
import { loadClassifier } from '@convlens/model/node'
import { tensor4d } from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'

export const builtInFolder = resolve(import.meta.dirname, '../public/classifier')

export interface NodeResult {
  probabilities: Record<string, number>
  explain(target: string): Promise<Explanation<ClassTarget>>
}

export async function analyseInNode(picture: Uint8Array, folder: string = builtInFolder): Promise<NodeResult> {
  await useBackend('wasm')
  const { model, labels, preprocess: spec } = await loadClassifier(folder)
  const input = preprocess(await decodeImage(picture), spec)
  const x = tensor4d(input, [1, spec.height, spec.width, spec.channels])
  const probabilities = await (model.predict(x) as Tensor).data()
  return {
    probabilities: Object.fromEntries(labels.map((label, i) => [label, probabilities[i]!])),
    explain: (target) => createExplainer(model).explain(x, { target: { class: labels.indexOf(target) } }),
  }
}

/** The files of a bundle, as a file chooser gives them. */
export async function bundleFiles(
  folder: string = builtInFolder,
): Promise<{ name: string; mimeType: string; buffer: Buffer }[]> {
  const files = ['model.json', 'weights.bin', 'classifier.json']
  return Promise.all(
    files.map(async (name) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: await readFile(resolve(folder, name)),
    })),
  )
}
