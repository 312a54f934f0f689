import { expect, it } from 'vitest'
import type { Answer } from '../job.ts'
import type { Measurement } from '../measurement.ts'
import { concludeAugmenting } from './conclude-augmenting.ts'
import { concludeLoading } from './conclude-loading.ts'
import { SamePictures } from './same-pictures.ts'
import type { AugmentingTask } from './tasks.ts'

const timing = (ms: number) => ({ steps: [ms], busy: 1, peak: 100 })

function measured(subject: string, threads: number, timings: Answer['timings']): Measurement {
  return { task: 'task', pictures: 10, round: 0, subject, threads, others: 0, answer: { processor: 1, timings } }
}

const epochs = (first: number, later: number) => ({ 'first epoch': timing(first), 'later epochs': timing(later) })

it('shows loaders beside the faster PyTorch, with as many workers and at the best number of each', () => {
  const measurements = [
    measured('memory-cache', 0, epochs(500, 10)),
    measured('torch-pil', 0, epochs(100, 90)),
    measured('torch-pil', 2, epochs(60, 40)),
    measured('torch-decode-image', 0, epochs(90, 80)),
  ]
  const { text, best } = concludeLoading(measurements, [0.001, 0.0004], (id) => id)
  expect(text[0]).toMatch(/\| memory-cache +\| +0 \| +50\.0 \| +0\.18 \| +1\.00 \| +8\.00 \|/)
  expect(text[2]).toMatch(/\| memory-cache +\| +0 \| +1\.00 \| +4\.00 \|/)
  expect(best.map(({ subject, threads }) => `${subject} ${threads}`)).toEqual([
    'memory-cache 0',
    'torch-pil 2',
    'torch-decode-image 0',
  ])
  expect(text[3]).toContain('above 0.0010 of 0..1')
})

it('says nothing of loaders where none was measured', () => {
  expect(concludeLoading([], [], (id) => id).text).toEqual([])
})

it('shows augmentations beside floats, and beside bytes where these were measured', () => {
  const task: AugmentingTask = { kind: 'augmenting', name: 'task', pictures: 10, channels: 1 }
  const augmentations = [{ name: 'gamma', change: {}, differs: 'theirs is another' }]
  const conclude = (measurements: Measurement[]) =>
    concludeAugmenting(measurements, [task], augmentations, new Map([['task', new SamePictures(1)]]), (id) => id)
  const floats = [measured('augment', 1, { gamma: timing(10) }), measured('albumentations', 1, { gamma: timing(5) })]
  const { text } = conclude([...floats, measured('albumentations-uint8', 1, { gamma: timing(1) })])
  expect(text[0]).toBe('task')
  expect(text[1]).toMatch(/\| gamma \| +1\.00 \| +0\.50 \| +0\.10 \| +0\.50 \| +0\.10 \| +- \|$/)
  expect(text.at(-1)).toBe('gamma: theirs is another.')
  expect(conclude(floats).text[1]).not.toContain('uint8')
})
