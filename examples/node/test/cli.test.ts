/** The command line as a user meets it: real processes, real files, exit codes and sentences. */
import { appendFile, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { covidXray, type Outcome, sentence } from './covid-xray.test-support.ts'
import { writePictures } from './write-pictures.test-support.ts'

/** As the tables show it. */
function withInterval({ value, low, high }: { value: number; low: number; high: number }): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`.replaceAll(/\b0\./g, '.')
}

let place: string
let pictures: string
let run: string

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'covid-xray-'))
  pictures = join(place, 'pictures')
  run = join(place, 'run')
  await writePictures(pictures, { 'train/covid': 8, 'train/normal': 8, 'val/covid': 3, 'val/normal': 3 })
  await writeFile(join(pictures, 'train/covid', 'broken.png'), 'this is no picture')
})

afterAll(() => rm(place, { recursive: true, force: true }))

const picture = (): string => join(pictures, 'val/covid/0.png')
const model = (): string => join(run, 'model')

describe('train', () => {
  let outcome: Outcome

  beforeAll(async () => {
    outcome = await covidXray('train', '--data', pictures, '--epochs', '1', '--backend', 'wasm', '--out', run)
  }, 240_000)

  it('ends well although a picture is broken, and names that picture', () => {
    expect(outcome.err).toContain('broken.png')
    expect(outcome.code, outcome.err).toBe(0)
    expect(outcome.out).toContain('report.html')
    expect(outcome.out).toContain('Not for diagnosis.')
  })

  it('leaves the whole run folder and nothing half-written', async () => {
    const files = await readdir(run, { recursive: true })
    for (const name of [
      'report.html',
      'config.json',
      'environment.json',
      'history.csv',
      'metrics.json',
      'predictions.csv',
    ])
      expect(files).toContain(name)
    for (const figure of [
      'accuracy',
      'loss',
      'confusion-matrix',
      'roc',
      'precision-recall',
      'calibration',
      'decision-curve',
      'architecture',
    ])
      for (const ending of ['svg', 'png']) expect(files).toContain(join('figures', `${figure}.${ending}`))
    for (const bundle of ['model', 'checkpoints/last', 'checkpoints/best'])
      expect(files).toContain(join(bundle, 'classifier.json'))
    expect(files.filter((name) => name.startsWith('grad-cam') && name.endsWith('.png'))).toHaveLength(6)
    expect(files.filter((name) => /\.(tmp|partial)/.test(name))).toEqual([])
    expect(await readdir(place)).not.toContain('run.partial')
  })

  it('writes the stable formats', async () => {
    const history = (await readFile(join(run, 'history.csv'), 'utf8')).trim().split('\n')
    expect(history[0]).toBe('epoch,loss,accuracy,val_loss,val_accuracy,val_auc,learning_rate,seconds')
    expect(history).toHaveLength(2)
    const predictions = (await readFile(join(run, 'predictions.csv'), 'utf8')).trim().split('\n')
    expect(predictions[0]).toBe('id,split,label,group,source,score,predicted')
    expect(predictions).toHaveLength(1 + 16 + 6)
    const { dataSha256 } = JSON.parse(await readFile(join(run, 'environment.json'), 'utf8'))
    expect(dataSha256).toMatch(/^[0-9a-f]{64}$/)
    const metrics = JSON.parse(await readFile(join(run, 'metrics.json'), 'utf8'))
    expect(metrics.val).toMatchObject({
      n: 6,
      accuracy: { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) },
    })
    expect(metrics.val.confusionMatrix.labels).toHaveLength(2)
  })

  it('does not touch a run that is there', async () => {
    const before = await readFile(join(run, 'config.json'), 'utf8')
    const { code, err } = await covidXray(
      'train',
      '--data',
      pictures,
      '--epochs',
      '2',
      '--backend',
      'wasm',
      '--out',
      run,
    )
    expect(code).toBe(2)
    expect(err).toMatch(/--out: .*is not empty; choose another folder or pass --overwrite/)
    expect(await readFile(join(run, 'config.json'), 'utf8')).toBe(before)
  })
})

describe('before any training', () => {
  it('inspects: counts, tables, and what cannot be read', async () => {
    const { code, out, err } = await covidXray('inspect', '--data', pictures, '--json')
    expect(code, err).toBe(0)
    const found = JSON.parse(out)
    expect(found).toMatchObject({ total: 23, labels: ['covid', 'normal'] })
    expect(found.unreadable).toHaveLength(1)
    const shown = await covidXray('inspect', '--data', pictures)
    expect(shown.out).toMatch(/^23 pictures \(12 covid, 11 normal\)/)
  })

  it('is strict about leaks', async () => {
    const leaking = join(place, 'leaking')
    await cp(pictures, leaking, { recursive: true })
    await cp(join(leaking, 'train/normal/0.png'), join(leaking, 'val/normal/copy.png'))
    const { code, err } = await covidXray('inspect', '--data', leaking, '--strict')
    expect(code).toBe(1)
    expect(err).toMatch(/leak.* from one split to another/)
  })

  it('draws what augmentation does', async () => {
    const out = join(place, 'sheet.png')
    const { code, err } = await covidXray(
      'augment',
      '--data',
      pictures,
      '--kind',
      'strong',
      '--size',
      '64',
      '--out',
      out,
    )
    expect(code, err).toBe(0)
    // Four rows and seven columns of 64 pixels, gaps of 4 around them.
    expect(PNG.sync.read(await readFile(out))).toMatchObject({ width: 4 + 7 * 68, height: 4 + 4 * 68 })
  })
})

describe('the bundle of a run', () => {
  it('predicts: JSON alone on standard output', async () => {
    const { code, out } = await covidXray('predict', '--model', model(), '--backend', 'wasm', '--json', picture())
    expect(code).toBe(0)
    const { predictions, notForDiagnosis } = JSON.parse(out)
    expect(notForDiagnosis).toBe(true)
    expect(predictions).toHaveLength(1)
    expect(predictions[0].probabilities.covid + predictions[0].probabilities.normal).toBeCloseTo(1, 5)
  })

  it('explains: an overlay and its numbers', async () => {
    const out = join(place, 'explained')
    const { code, err } = await covidXray(
      'explain',
      '--model',
      model(),
      '--backend',
      'wasm',
      '--target',
      'covid',
      '--out',
      out,
      picture(),
    )
    expect(code, err).toBe(0)
    const { overlays } = JSON.parse(await readFile(join(out, 'index.json'), 'utf8'))
    expect(overlays[0]).toMatchObject({ target: 'covid', method: 'grad-cam' })
    expect(PNG.sync.read(await readFile(join(out, overlays[0].file))).width).toBe(738)
  })

  it('explains by another method, at the pixels', async () => {
    const out = join(place, 'explained-by-pixels')
    const options = ['--method', 'full-grad', '--colormap', 'cividis', '--backend', 'wasm', '--out', out, '--json']
    const { code, err, out: text } = await covidXray('explain', '--model', model(), ...options, picture())
    expect(code, err).toBe(0)
    expect(JSON.parse(text).overlays[0]).toMatchObject({ method: 'full-grad', layer: 'input', shape: [224, 224] })
  })

  it('compares methods where the truth is known', async () => {
    const out = join(place, 'methods')
    const few = ['--pictures', '3', '--checked', '2', '--repeats', '3', '--backend', 'wasm', '--out', out]
    const { code, out: text, err } = await covidXray('methods', '--model', model(), ...few, '--methods', 'hi-res-cam')
    expect(code, err).toBe(0)
    expect(text).toMatch(/3 test pictures of class covid; chance is 0\.\d{3}/)
    expect(text).toMatch(/HiResCAM +[\d.]+ \[/)
    const { methods, chance } = JSON.parse(await readFile(join(out, 'methods.json'), 'utf8'))
    expect(methods).toHaveLength(1)
    expect(chance).toBeLessThan(0.2)
    for (const network of ['trained', 'random']) {
      const { low, value, high } = methods[0][network].energyInside
      expect(low <= value && value <= high).toBe(true)
    }
    expect(PNG.sync.read(await readFile(join(out, 'methods.png'))).width).toBeGreaterThan(400)
  })

  it('compares no methods without masks', () =>
    sentence(
      2,
      /--data: 0 of the \d+ val pictures of class covid have a mask/,
      'methods',
      '--model',
      model(),
      '--data',
      pictures,
    ))

  it('evaluates', async () => {
    const manifest = join(pictures, 'some.csv')
    const rows = [0, 1, 2].flatMap((i) => [
      `val/covid/${i}.png,covid,${i % 2 ? 'F' : 'M'}`,
      `val/normal/${i}.png,normal,F`,
    ])
    await writeFile(manifest, ['path,label,sex', ...rows, ''].join('\n'))
    const to = join(place, 'evaluated')
    const asked = ['--data', manifest, '--backend', 'wasm', '--prevalence', '0.05', '--out', to]
    const { code, out, err } = await covidXray('evaluate', '--model', model(), ...asked)
    await rm(manifest)
    expect(code, err).toBe(0)
    expect(out).toMatch(/^all: 6 pictures, 3 covid; intervals of 95 % count pictures$/m)
    expect(out).toMatch(/^sex: F +4 +1 /m)
    expect(out).toMatch(/^sex: M +2 +2 /m)
    const { all } = JSON.parse(await readFile(join(to, 'metrics.json'), 'utf8'))
    expect(out).toContain(`accuracy                                ${withInterval(all.accuracy)}\n`)
    expect(out).toContain(`positive predictive value at 5 % covid  ${withInterval(all.atPrevalence.precision)}\n`)
    expect(await readdir(join(to, 'figures/all'))).toContain('decision-curve.svg')
    await sentence(2, /expected a number from 0 to 1/, 'evaluate', ...asked, '--prevalence', '5')
  })

  it.each([
    [
      'labels',
      async (folder: string) => {
        const file = join(folder, 'classifier.json')
        await writeFile(file, (await readFile(file, 'utf8')).replace('"covid"', '"flu"'))
      },
    ],
    ['weights', (folder: string) => appendFile(join(folder, 'weights.bin'), 'x')],
  ])('is refused with changed %s', async (what, change) => {
    const folder = join(place, `changed-${what}`)
    await cp(model(), folder, { recursive: true })
    await change(folder)
    const { code, out, err } = await covidXray('predict', '--model', folder, picture())
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).toMatch(/changed|match|tampered/)
  })
})

describe('bad input: one sentence and an exit code', () => {
  it('an empty folder', async () => {
    await mkdir(join(place, 'empty'))
    await sentence(1, /no pictures/, 'train', '--data', join(place, 'empty'), '--out', join(place, 'never'))
  })

  it('a class with one picture', async () => {
    await writePictures(join(place, 'lonely'), { covid: 1, normal: 6 })
    await sentence(1, /covid.*1|1.*covid/, 'train', '--data', join(place, 'lonely'), '--out', join(place, 'never'))
  })

  it('a manifest with a missing column', async () => {
    const manifest = join(place, 'manifest.csv')
    await writeFile(manifest, 'file,label\na.png,covid\n')
    await sentence(
      1,
      /path.*manifest\.csv|manifest\.csv.*path/,
      'train',
      '--data',
      manifest,
      '--out',
      join(place, 'never'),
    )
  })

  it('data that is not there', () => sentence(2, /there is no .*nowhere/, 'train', '--data', join(place, 'nowhere')))

  it('an option that does not exist', () => sentence(2, /unknown option '--epoch'/, 'train', '--epoch', '3'))

  it('a number that is none', () => sentence(2, /expected a whole number of at least 1/, 'train', '--epochs', 'many'))

  it('an output folder that cannot be', () =>
    sentence(2, /a part of that path is a file/, 'train', '--data', pictures, '--out', join(picture(), 'run')))

  it('no bundle', () => sentence(1, /classifier\.json/, 'predict', '--model', place, join(pictures, 'val/covid/0.png')))

  it('leaves no folder behind', async () => {
    expect((await readdir(place)).filter((name) => name.startsWith('never'))).toEqual([])
  })
})
