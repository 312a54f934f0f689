/** Every snippet of the README and of the guides runs, and gives what it says. */
import { readFileSync } from 'node:fs'
import * as core from '@tensorflow/tfjs-core'
import * as tfjsLayers from '@tensorflow/tfjs-layers'
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { activate } from './backends.test-support.ts'
import * as evaluate from './evaluate/index.ts'
import type { Explainer } from './explainer.ts'
import { mobileNetwork } from './golden-networks.test-support.ts'
import { graphTwin } from './graph-twin.test-support.ts'
import * as gradCam from './index.ts'
import { covidSeed, pictures, smallNetwork } from './networks.test-support.ts'
import type { Explanation } from './types.ts'

const root = new URL('../../../', import.meta.url)

/** The `ts` blocks of a document. */
function snippets(path: string): string[] {
  return [...readFileSync(new URL(path, root), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1]!)
}

/** What a reader's program has around a snippet; the snippet may declare its own. */
type Surroundings = Record<string, unknown>

/** Runs a snippet and returns the values of the variables that are asked for. */
async function run(snippet: string, surroundings: Surroundings, wanted: readonly string[] = []): Promise<Surroundings> {
  const { outputText } = transpileModule(snippet, {
    compilerOptions: { module: ModuleKind.ES2022, target: ScriptTarget.ES2022, verbatimModuleSyntax: true },
  })
  const body = outputText
    .replace(/^import '.*$/gm, '')
    .replace(/^import (\{.*\}) from ('.*');?$/gm, 'const $1 = modules[$2]')
    .replace(/^export \{\};?$/gm, '')
  const own = new Set(
    [...body.matchAll(/\b(?:const|let) (\{[^=]*\}|\[[^=]*\]|\w+)/g)].flatMap((m) => m[1]!.match(/\w+/g)!),
  )
  const names = Object.keys(surroundings).filter((name) => !own.has(name))
  const AsyncFunction = (async () => undefined).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<Surroundings>
  const program = new AsyncFunction(...names, `${body}\nreturn { ${wanted.join(', ')} }`)
  return program(...names.map((name) => surroundings[name]))
}

function rawOf(explanation: unknown): number[] {
  return [...(explanation as Explanation).raw]
}

/** Layers one after the other. */
function chain(through: readonly tfjsLayers.layers.Layer[]): { apply(x: core.Tensor): core.Tensor } {
  return { apply: (x) => through.reduce((y, layer) => layer.apply(y) as core.Tensor, x) }
}

describe('documents', () => {
  let surroundings: Surroundings
  beforeAll(async () => {
    await activate('wasm')
    const model = mobileNetwork()
    const x = core.slice(pictures(1, 48, 3), 0, 1)
    const modules = {
      '@tensorflow/tfjs-core': core,
      '@tensorflow/tfjs-layers': { ...tfjsLayers, loadLayersModel: () => Promise.resolve(model) },
      '@tensorflow/tfjs-converter': { loadGraphModel: () => graphTwin(smallNetwork('softmax'), 'fused') },
      '@convlens/grad-cam': gradCam,
      '@convlens/grad-cam/evaluate': evaluate,
    }
    surroundings = {
      modules,
      model,
      x,
      pictures: core.concat([x, x]),
      explainer: gradCam.createExplainer(model),
      pixels: { width: 300, height: 200, data: new Uint8Array(300 * 200) },
    }
  })

  const readme = snippets('packages/grad-cam/README.md')

  it('README: the first map', async () => {
    const layers = { ...tfjsLayers, loadLayersModel: () => Promise.resolve(covidSeed()) }
    const modules = { ...(surroundings['modules'] as object), '@tensorflow/tfjs-layers': layers }
    const values = pictures(1, 224, 3).dataSync()
    const { info, picture } = await run(readme[0]!, { ...surroundings, modules, values }, ['info', 'picture'])
    expect(info).toMatchObject({ class: 0, layer: 'conv5', backend: 'wasm', degenerate: false })
    expect(picture).toMatchObject({ width: 300, height: 200 })
  })

  it('README: methods, and one of the reader’s own', async () => {
    await run(readme[1]!, surroundings)
    const { positiveCam } = await run(readme[2]!, surroundings, ['positiveCam'])
    expect(positiveCam).toMatchObject({ name: 'positive-cam' })
  })

  it('README: pictures', async () => {
    const { outlined, signed } = await run(readme[3]!, surroundings, ['outlined', 'signed'])
    for (const image of [outlined, signed]) expect(image).toMatchObject({ width: 300, height: 200 })
  })

  it('README: measures', async () => {
    const { verdict, sentence } = await run(readme[4]!, surroundings, ['verdict', 'sentence'])
    expect(['passes', 'insensitive']).toContain(verdict)
    expect(sentence).toMatch(/^The maps/)
    expect(evaluate.pointingGame([0, 1, 0, 0], [0, 1, 1, 0])).toEqual({ hit: true, chance: 0.5, ties: 1 })
    expect(evaluate.energyInside([1, 3, 0, 0], [0, 1, 0, 0])).toEqual({ share: 0.75, chance: 0.25 })
    expect(readme).toHaveLength(5)
  })

  const guide = snippets('docs/guides/grad-cam-in-five-minutes.md')

  it('guide: transfer learning', async () => {
    // The loaded model has a head; its features are what the guide calls MobileNet.
    const features = (surroundings['model'] as tfjsLayers.LayersModel).layers.find(({ name }) => name === 'mobile')
    const layers = { ...tfjsLayers, loadLayersModel: () => Promise.resolve(features) }
    const modules = { ...(surroundings['modules'] as object), '@tensorflow/tfjs-layers': layers }
    const ran = await run(guide[1]!, { ...surroundings, modules }, ['explainer', 'explanation', 'data'])
    expect((ran['explainer'] as Explainer).layer).toBe('mobile/last')
    expect((ran['explanation'] as Explanation).info.class).toBe(1)
    expect(ran['data']).toHaveLength(300 * 200 * 4)
    // What the text says of the layer behind.
    expect(gradCam.listLayers(surroundings['model'] as never).map(({ path }) => path)).toContain('mobile/lastRelu')
  })

  it('guide: a graph model', async () => {
    const { info, works } = await run(guide[2]!, { ...surroundings, x: pictures(1, 12, 2) }, ['info', 'works'])
    expect(works).toBe(true)
    expect((info as Explanation['info']).class).toBe((info as Explanation['info']).predicted)
  })

  it('guide: a single sigmoid', async () => {
    const sigmoid = { ...surroundings, sigmoidModel: smallNetwork('sigmoid'), x: pictures(1, 12, 2) }
    const { negative, positive } = await run(guide[3]!, sigmoid, ['negative', 'positive'])
    expect(rawOf(negative)).toEqual(rawOf(positive).map((value) => -value))
  })

  it('guide: anything else', async () => {
    const [conv, ...rest] = smallNetwork('linear').layers
    const { explainer } = await run(
      guide[4]!,
      { ...surroundings, features: chain([conv!]), classifier: chain(rest), x: pictures(1, 12, 2) },
      ['explainer'],
    )
    expect((explainer as Explainer).layer).toBe('split')
    expect(guide).toHaveLength(5)
  })

  it('migration: from tfjs-examples', async () => {
    const [only] = snippets('docs/guides/grad-cam-migration.md')
    const { image } = await run(only!, { ...surroundings, classIndex: 1 }, ['image'])
    expect(image).toMatchObject({ width: 300, height: 200 })
  })
})
