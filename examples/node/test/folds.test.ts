/** `train --folds`: each picture is predicted once, by a network that has not seen it; a stopped run goes on. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { covidXray, program, root, sentence } from './covid-xray.test-support.ts'
import { writePictures } from './write-pictures.test-support.ts'

let place: string

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'covid-xray-folds-'))
  await writePictures(join(place, 'pictures'), { covid: 7, normal: 8 })
})

afterAll(() => rm(place, { recursive: true, force: true }))

const folds = (out: string): string[] =>
  `train --data ${join(place, 'pictures')} --folds 3 --epochs 1 --backend wasm --out ${join(place, out)}`.split(' ')

const predictionsOf = (out: string) => readFile(join(place, out, 'predictions.csv'), 'utf8')

/** Ends the command as Ctrl-C does once the first fold is done; what it said of it. */
const interrupted = (out: string) =>
  new Promise<string>((done) => {
    const child = spawn(process.execPath, [...program, ...folds(out)], { cwd: root })
    let said = ''
    child.stdout.on('data', (text: Buffer) => {
      if (text.includes('fold 1/3  acc')) child.kill('SIGINT')
    })
    child.stderr.on('data', (text: Buffer) => (said += text.toString()))
    child.once('exit', () => done(said))
  })

it('predicts every picture once, and the same when it was stopped between two folds', async () => {
  const [whole, said] = await Promise.all([covidXray(...folds('whole')), interrupted('stopped')])
  expect(whole.code, whole.err).toBe(0)
  expect(whole.out).toMatch(/^folds +3 of 15 pictures; 15 patients, each in one fold$/m)
  expect(whole.out).toMatch(/^out of fold +15 /m)
  expect(whole.out).toMatch(/Not for diagnosis\.\n$/)

  const rows = parse(await predictionsOf('whole'), { columns: true }) as { id: string; split: string; label: string }[]
  expect(new Set(rows.map(({ id }) => id)).size).toBe(15)
  expect(rows).toHaveLength(15)
  for (const fold of ['fold 1', 'fold 2', 'fold 3']) {
    const labels = rows.filter(({ split }) => split === fold).map(({ label }) => label)
    expect(labels).toHaveLength(5)
    expect(labels.filter((label) => label === 'covid').length).toBeGreaterThanOrEqual(2)
  }
  const metrics = JSON.parse(await readFile(join(place, 'whole', 'metrics.json'), 'utf8'))
  expect(metrics['out of fold'].n).toBe(15)
  expect(Object.keys(metrics)).toEqual(['out of fold', 'fold 1', 'fold 2', 'fold 3'])

  expect(said).toMatch(/interrupted; the same command with --resume goes on with .*stopped\.partial/)
  const resumed = await covidXray(...folds('stopped'), '--resume')
  expect(resumed.code, resumed.err).toBe(0)
  // The first fold is not trained again.
  expect(resumed.out).not.toMatch(/^fold 1\/3 /m)
  expect(await predictionsOf('stopped')).toBe(await predictionsOf('whole'))
}, 240_000)

it('does not choose an epoch by the pictures it is judged on', () =>
  sentence(2, /--keep: is best; --folds keeps the last epoch/, ...folds('best'), '--keep', 'best'))
