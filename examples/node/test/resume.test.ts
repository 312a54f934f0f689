/** Trainings that are interrupted or killed, and go on with `--resume`. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { covidXray, program, root, sentence } from './covid-xray.test-support.ts'
import { writePictures } from './write-pictures.test-support.ts'

let place: string

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'covid-xray-resume-'))
  await writePictures(join(place, 'pictures'), {
    'train/covid': 8,
    'train/normal': 8,
    'val/covid': 3,
    'val/normal': 3,
  })
})

afterAll(() => rm(place, { recursive: true, force: true }))

const training = (out: string) =>
  `train --data ${join(place, 'pictures')} --epochs 3 --backend wasm --overlays 0 --out ${join(place, out)}`.split(' ')

/** What a run is judged by: every number but the seconds, and the weights. */
const resultOf = async (out: string) => {
  const history = await readFile(join(place, out, 'history.csv'), 'utf8')
  const weights = await readFile(join(place, out, 'model/weights.bin'))
  return { history: history.replaceAll(/,[^,]*$/gm, ''), weights: createHash('sha256').update(weights).digest('hex') }
}

/** Sends a signal in the second epoch, whose line comes before its checkpoint; what the program says of it. */
const stopped = (out: string, signal: NodeJS.Signals) =>
  new Promise<string>((done) => {
    const child = spawn(process.execPath, [...program, ...training(out)], { cwd: root })
    let said = ''
    child.stdout.on('data', (text: Buffer) => {
      if (text.includes('epoch 2/3') && text.includes('val loss')) child.kill(signal)
    })
    child.stderr.on('data', (text: Buffer) => (said += text.toString()))
    child.once('exit', () => done(said))
  })

describe('a training that is interrupted', () => {
  it('goes on with --resume, and ends as if nothing had happened', async () => {
    const [said] = await Promise.all([
      stopped('interrupted', 'SIGINT'),
      stopped('killed', 'SIGKILL'),
      covidXray(...training('whole')),
    ])
    expect(said).toMatch(
      /interrupted after \d epochs; the same command with --resume goes on with .*interrupted\.partial/,
    )
    await sentence(
      2,
      /interrupted\.partial is left from a run that did not end; pass --resume/,
      ...training('interrupted'),
    )
    const outcomes = await Promise.all(['interrupted', 'killed'].map((out) => covidXray(...training(out), '--resume')))
    for (const { code, err } of outcomes) expect(code, err).toBe(0)
    const whole = await resultOf('whole')
    expect(await resultOf('interrupted')).toEqual(whole)
    expect(await resultOf('killed')).toEqual(whole)
  }, 240_000)

  it('is refused with other settings, or where there is none', async () => {
    await stopped('other', 'SIGKILL')
    const { code, err } = await covidXray(...training('other'), '--resume', '--learning-rate', '0.5')
    expect(err).toMatch(/other settings: optimizer was .*0\.003.* and is .*0\.5.* now/)
    expect(code).toBe(1)
    await sentence(2, /there is no run to go on with/, ...training('nothing'), '--resume')
  }, 240_000)
})
