/** The packed grad-cam in somebody else's project: strict TypeScript, plain Node, and a plain page in Chromium. */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describeIf } from '@convlens/testing'
import { chromiumMissing, launchChromium } from '@convlens/testing/chromium'
import { preview } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EmptyProject, emptyProject } from './grad-cam-consumer/empty-project.ts'

let project: EmptyProject
/** Errors of the compiler with resolution as in Node; what it emits is run. */
let errors: string[]
/** Folders that Vite built: the page of the project, and one that imports everything. */
let page: string
let everything: string
beforeAll(async () => {
  project = await emptyProject()
  errors = await project.compile('tsconfig.json')
  page = await project.buildPage('page')
  everything = await project.buildPage('everything')
}, 300_000)
afterAll(() => project?.remove())

it('asks for two peers, installs nothing else and brings no sources', async () => {
  const at = join(project.folder, 'node_modules/@convlens/grad-cam')
  const manifest = JSON.parse(await readFile(join(at, 'package.json'), 'utf8')) as Record<string, object | undefined>
  expect(Object.keys(manifest['peerDependencies']!)).toEqual(['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'])
  expect(manifest['dependencies']).toBeUndefined()
  expect(manifest['optionalDependencies']).toBeUndefined()
  expect(manifest['exports']).toEqual({
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './evaluate': { types: './dist/evaluate.d.ts', default: './dist/evaluate.js' },
    './package.json': './package.json',
  })
  expect((await readdir(at)).sort()).toEqual(['README.md', 'dist', 'package.json'])
})

it('compiles under strict TypeScript as Node resolves it, and refuses wrong use', () => {
  expect(errors).toEqual([])
})

it('compiles under strict TypeScript as bundlers resolve it', { timeout: 120_000 }, async () => {
  expect(await project.compile('tsconfig.bundler.json')).toEqual([])
})

/** What `explain.ts` of the project prints. */
interface Printed {
  methodNames: string[]
  byKind: Record<string, number[]>
  byMethod: Record<string, string>
  measures: Record<string, number>
  [other: string]: unknown
}

async function runProgram(): Promise<Printed> {
  const { stdout, stderr } = await project.node('built/explain.js')
  // The plain JavaScript backend recommends the native one.
  expect(stderr.replace(/\n?=+\nHi, looks like you are running TensorFlow.js in Node.js.*\n=+\n/, '')).toBe('')
  return JSON.parse(stdout) as Printed
}

it('runs in plain Node, and gives what can be computed by hand', { timeout: 120_000 }, async () => {
  const { byKind, methodNames, byMethod, measures, ...printed } = await runProgram()
  // The score of class 0 is the mean of max(x, 0), so its map is the picture: 1 and .5 in the left column.
  const bright = [1, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  expect(byKind).toEqual({ layers: bright, graph: bright, split: bright })
  expect(printed).toMatchObject({
    // 1.5 / 16, and 1 / (1 + exp((.25 - 1.5) / 16)).
    info: { class: 0, predicted: 0, logit: 0.09375, probability: expect.closeTo(0.519521, 6), layer: 'features' },
    normalised: bright,
    // The mean of max(-x, 0): the only dark pixel is the last.
    darkest: 15,
    darkInfo: { target: { score: 'darkness' }, logit: 0.015625 },
    classes: [0, 1],
    batch: [
      [8, 8],
      [8, 8],
    ],
    own: bright,
    // The mean of max(x, 0) and max(-x, 0): |x| / 2.
    onDevice: [0.5, 0, 0, 0, 0.25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.125],
    layers: ['features'],
    works: true,
    code: 'layer',
    hottest: [253, 231, 36],
    larger: 256,
  })
  expect(printed['darkInfo']).not.toHaveProperty('class')
  expect(Object.keys(byMethod)).toEqual([...methodNames, 'mean-activation', 'black-pixels'])
  expect(Object.values(byMethod)).toEqual(Object.keys(byMethod))
  // Both bright pixels and 2 of 14 zeros, one of which is in the mask of 3: 1/7 * 3/4 + 6/7 * 2/5.
  expect(measures).toMatchObject({ hit: true, inside: 1, overlap: expect.closeTo(0.45, 6) })
  expect(measures['deletion']).toBeLessThan(measures['insertion']!)
})

/** All JavaScript of a built page. */
async function scripts(built: string): Promise<string> {
  const assets = join(built, 'assets')
  const names = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  return (await Promise.all(names.map((name) => readFile(join(assets, name), 'utf8')))).join('\n')
}

it('bundles no method, no font and no lines that a page does not use', { timeout: 120_000 }, async () => {
  const { methodNames } = await runProgram()
  const unused = [
    ...methodNames.filter((name) => name !== 'grad-cam'),
    // Glyphs of the font, and messages of contourLines, legend and sideBySide.
    'ehjlphe004c4444e00eh168g',
    'levels: got',
    'for this text and scale',
    'expected one an image',
  ]
  const all = await scripts(everything)
  expect(unused.filter((mark) => !all.includes(mark))).toEqual([])
  const used = await scripts(page)
  expect(used).toContain('grad-cam')
  expect(unused.filter((mark) => used.includes(mark))).toEqual([])
})

describeIf('chromium', chromiumMissing, 'the page that Vite built, in Chromium', () => {
  it('explains and draws the map over the picture', { timeout: 120_000 }, async () => {
    const server = await preview({
      configFile: false,
      root: project.folder,
      logLevel: 'error',
      build: { outDir: page },
      preview: { host: '127.0.0.1', port: 0 },
    })
    const browser = await launchChromium()
    try {
      const view = await browser.newPage()
      const complaints: string[] = []
      view.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
      })
      view.on('pageerror', (error) => complaints.push(error.message))
      await view.goto(server.resolvedUrls!.local[0]!)
      await view.locator('output:not(:empty)').waitFor({ timeout: 60_000 })
      expect(complaints).toEqual([])
      expect(JSON.parse(await view.locator('output').innerText())).toMatchObject({ class: 0, layer: 'features' })

      const pixels = await view.evaluate(() => {
        const { data } = document.querySelector('canvas')!.getContext('2d')!.getImageData(0, 0, 32, 32)
        return [...data]
      })
      const at = (x: number, y: number): number[] => pixels.slice((y * 32 + x) * 4, (y * 32 + x) * 4 + 4)
      // .65 * 100 + .35 * viridis: its last colour (253, 231, 36) where the map is 1, its first (68, 1, 84) where it is 0.
      expect(at(0, 0)).toEqual([154, 146, 78, 255])
      expect(at(31, 0)).toEqual([89, 65, 94, 255])
      expect(at(31, 31)).toEqual([89, 65, 94, 255])
      // From cell to cell it cools down.
      expect(at(0, 8)[0]).toBeLessThan(154)
      expect(at(0, 8)[0]).toBeGreaterThan(89)
    } finally {
      await browser.close()
      await server.close()
    }
  })
})
