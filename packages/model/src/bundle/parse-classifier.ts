/** The bytes of a bundle, checked and made a classifier. */
import { io } from '@tensorflow/tfjs-core'
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers'

import { BundleError } from './bundle-error.ts'
import { type BundleBytes, FORMAT, VERSION } from './bundle-format.ts'
import { canonicalJson } from './canonical-json.ts'
import { type Classifier, type ClassifierFacts, factsFault, modelFault } from './classifier.ts'
import { isObject } from './is-object.ts'
import { sha256 } from './sha256.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

function parseObject(bytes: Uint8Array, file: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new BundleError('corrupt', `${file} is no JSON: it was cut off or damaged`, { cause })
  }
  if (!isObject(value)) throw new BundleError('corrupt', `${file} holds no object`)
  return value
}

function checkVersion(json: Record<string, unknown>): void {
  if (json['format'] !== FORMAT) {
    throw new BundleError(
      'corrupt',
      `classifier.json is none of ours: its format is ${JSON.stringify(json['format'])}, not "${FORMAT}"`,
    )
  }
  const major = /^(\d+)\.\d+$/.exec(String(json['version']))?.[1]
  if (major === undefined)
    throw new BundleError('corrupt', `classifier.json has no version: got ${JSON.stringify(json['version'])}`)
  if (Number(major) > Number(VERSION.split('.')[0])) {
    const clause = `this package reads up to ${VERSION.split('.')[0]}.x`
    throw new BundleError(
      'unsupported-version',
      `the classifier was saved in format ${json['version']}, ${clause}: update @convlens/model`,
    )
  }
}

/** Refuses whatever is not as it was saved. A seal is no signature: it shows accidents and edits, not forgers. */
async function checkHashes(json: Record<string, unknown>, bytes: BundleBytes): Promise<void> {
  const { seal, ...content } = json
  if (seal !== (await sha256(encode(canonicalJson(content))))) {
    throw new BundleError(
      'tampered',
      'classifier.json was changed after it was saved: labels, preprocessing, threshold and provenance must stay as they were trained',
    )
  }
  const hashes = json['sha256'] as Record<string, string> | undefined
  for (const file of ['model.json', 'weights.bin'] as const) {
    if (hashes?.[file] !== (await sha256(bytes[file]))) {
      throw new BundleError(
        'tampered',
        `${file} is not the one that was saved with classifier.json: it was changed, damaged or mixed up`,
      )
    }
  }
}

async function buildModel(bytes: BundleBytes): Promise<LayersModel> {
  const { modelTopology, weightsManifest, format, generatedBy, convertedBy } = parseObject(
    bytes['model.json'],
    'model.json',
  ) as unknown as io.ModelJSON
  try {
    const artifacts: io.ModelArtifacts = {
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: bytes['weights.bin'].slice().buffer as ArrayBuffer,
      ...(format === undefined ? {} : { format }),
      ...(generatedBy === undefined ? {} : { generatedBy }),
      ...(convertedBy === undefined ? {} : { convertedBy }),
    }
    return await loadLayersModel(io.fromMemory(artifacts))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new BundleError('corrupt', `model.json describes a model that tfjs cannot build: ${reason}`, { cause })
  }
}

/**
 * Checks the three files of a bundle and builds the classifier. The caller disposes of `classifier.model`.
 *
 * @throws BundleError `tampered`, `unsupported-version` or `corrupt`, with one sentence that says what is wrong
 */
export async function parseClassifier(bytes: BundleBytes): Promise<Classifier> {
  const json = parseObject(bytes['classifier.json'], 'classifier.json')
  checkVersion(json)
  await checkHashes(json, bytes)
  const fault = factsFault(json)
  if (fault !== undefined) throw new BundleError('corrupt', `classifier.json: ${fault.field}: ${fault.clause}`)

  const { labels, preprocess, threshold, positive, provenance } = json as unknown as ClassifierFacts
  const facts: ClassifierFacts = { labels, preprocess, threshold, positive, provenance }
  const model = await buildModel(bytes)
  try {
    const contradiction = modelFault(model, facts)
    if (contradiction !== undefined) throw new Error(`${contradiction.field}: ${contradiction.clause}`)
  } catch (cause) {
    model.dispose()
    throw new BundleError('corrupt', `classifier.json contradicts model.json: ${(cause as Error).message}`, { cause })
  }
  return { model, ...facts }
}
