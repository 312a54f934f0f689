import { expect, it } from 'vitest'
import { SameMaps } from './same-maps.ts'

const map = Float32Array.of(0, 1, 2, 4)
const double = map.map((value) => 2 * value)
const other = Float32Array.of(4, 1, 2, 0)
const set = (subject: string, maps: Float32Array, method = 'grad-cam') => ({ subject, method, batch: 1, maps })

it('stops where two subjects draw different maps with Grad-CAM', () => {
  const maps = new SameMaps(4)
  maps.add(set('ours', map))
  maps.add(set('theirs', double))
  expect(() => maps.add(set('third', other))).toThrow(/^grad-cam: the maps of third are not those of ours, /)
  expect(maps.worst.correlation).toBeCloseTo(1, 6)
  expect(maps.worst.difference).toBe(0)
  // Another batch holds other pictures.
  expect(() => maps.add({ ...set('third', other), batch: 2 })).not.toThrow()
})

it('stops at a blank map, beside which any other one would do', () => {
  expect(() => new SameMaps(4).add(set('ours', new Float32Array(4)))).toThrow(
    'grad-cam: one of the maps of ours is blank',
  )
})

it('lets other methods differ, and says by how much', () => {
  const maps = new SameMaps(4)
  maps.add(set('ours', map, 'score-cam'))
  maps.add(set('theirs', other, 'score-cam'))
  expect(maps.between('score-cam', ['missing', 'ours'], ['theirs'])).toMatchObject({ difference: 1 })
  expect(maps.between('score-cam', ['ours'], ['missing'])).toBeUndefined()
  expect(maps.between('grad-cam', ['ours'], ['theirs'])).toBeUndefined()
})
