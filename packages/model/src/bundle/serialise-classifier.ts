/** A classifier as the bytes of its three files. */
import { io } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { type BundleBytes, FORMAT, VERSION } from './bundle-format.ts'
import { canonicalJson } from './canonical-json.ts'
import { type Classifier, type ClassifierFacts, factsFault, modelFault } from './classifier.ts'
import { sha256 } from './sha256.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What `model.save` would write, kept in memory. */
async function artifactsOf(model: LayersModel): Promise<io.ModelArtifacts> {
  let artifacts: io.ModelArtifacts | undefined
  await model.save(
    io.withSaveHandler(async (saved) => {
      artifacts = saved
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    }),
  )
  return artifacts!
}

/**
 * The files of a bundle: `model.json` and `weights.bin` in the layers format of tfjs (`tf.loadLayersModel` reads them),
 * `classifier.json` with all the rest and the SHA-256 of everything. The same classifier gives the same bytes.
 *
 * @throws RangeError naming the field of the classifier that is wrong
 */
export async function serialiseClassifier(classifier: Classifier): Promise<BundleBytes> {
  const { model, labels, preprocess, threshold, positive, provenance } = classifier
  const facts: ClassifierFacts = { labels, preprocess, threshold, positive, provenance }
  const fault = factsFault({ ...facts }) ?? modelFault(model, facts)
  if (fault !== undefined) throw new RangeError(`classifier.${fault.field}: ${fault.clause}`)

  const { modelTopology, weightSpecs, weightData, format, generatedBy, convertedBy } = await artifactsOf(model)
  const weights = new Uint8Array(io.CompositeArrayBuffer.join(weightData))
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
  const modelJson = encode(JSON.stringify({ format, generatedBy, convertedBy, modelTopology, weightsManifest }))

  const content = {
    format: FORMAT,
    version: VERSION,
    ...facts,
    sha256: { 'model.json': await sha256(modelJson), 'weights.bin': await sha256(weights) },
  }
  const seal = await sha256(encode(canonicalJson(content)))
  return {
    'model.json': modelJson,
    'weights.bin': weights,
    'classifier.json': encode(`${JSON.stringify({ ...content, seal }, undefined, 2)}\n`),
  }
}
