import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { colormap, colormapNames, colourTable, coolwarm } from './colormap.ts'

// SHA-256 of matplotlib 3.11's 256 x RGB bytes, printed by golden/make-colormaps.py.
const golden = {
  viridis: '96a1f6f37d4041f953def955ffb8b9ea2110a9b4e3c9b701182d48f7a9774c58',
  magma: 'e2e7c21b2cdebd6f55d07fae05ea13bb4b4f0908509892384b87c747b9f319f6',
  inferno: '8092f65256023cefa85fe1136f4f398a2a9f35e9fdf414176b33cce639c44318',
  cividis: '8a6c6bf382be7cc30a8cbbefab8d5580471f07c59e828295e414c3f350504e29',
  turbo: '8f5d5edf6af4af0550fd7189cf2626a96a084c245b8aefc59835ba5ab66c3f11',
  coolwarm: '161fad279ef7b15f29821a492afe1365f2e253aeb6069ab6d562032d84b5ec6f',
  jet: 'c1b7b97444ebebfc30a590ce3eada7cffefb868960c6c39fd4ed1ff7a40712e9',
}

function hashOf(table: Uint8Array): string {
  return createHash('sha256').update(table).digest('hex')
}

describe('colormap', () => {
  it.each(colormapNames)('%s is matplotlib’s, all 256 colours', (name) => {
    expect(hashOf(colourTable(name))).toBe(golden[name])
  })

  it('coolwarm is too, and a function can be a colour map', () => {
    expect(hashOf(colourTable(coolwarm))).toBe(golden.coolwarm)
    expect([...colourTable((value) => [value * 256, 0, 0])].slice(3, 6)).toEqual([1, 0, 0])
  })

  // matplotlib 3.11: matplotlib.colormaps[name]([0, .5, 1.], bytes=True)
  it.each([
    ['viridis', [68, 1, 84], [32, 144, 140], [253, 231, 36]],
    ['turbo', [48, 18, 59], [164, 252, 59], [122, 4, 2]],
    ['jet', [0, 0, 127], [124, 255, 121], [127, 0, 0]],
    [coolwarm, [58, 76, 192], [221, 220, 219], [179, 3, 38]],
  ] as const)('%s has matplotlib’s ends and middle', (name, low, middle, high) => {
    const colour = typeof name === 'function' ? name : colormap(name)
    expect([colour(0), colour(0.5), colour(1)]).toEqual([low, middle, high])
    expect([colour(-3), colour(7), colour(Number.POSITIVE_INFINITY)]).toEqual([low, high, high])
  })

  it.each(['viridis', 'magma', 'inferno', 'cividis'] as const)('%s rises in brightness', (name) => {
    // Luma as in ITU-R BT.709.
    const luma = Array.from({ length: 64 }, (_, i) => colormap(name)(i / 63)).map(
      ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b,
    )
    luma.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(luma[i]!))
  })

  it('gives colours that are the caller’s own', () => {
    const colour = colormap('viridis')(0) as unknown as number[]
    colour[0] = 9
    expect(colormap('viridis')(0)).toEqual([68, 1, 84])
  })

  it('refuses unknown names and NaN', () => {
    expect(() => colormap('pink' as never)).toThrow("colormap: got 'pink', expected one of viridis, magma, inferno")
    expect(() => colormap('toString' as never)).toThrow("colormap: got 'toString'")
    expect(() => colormap('jet')(Number.NaN)).toThrow('value: got NaN')
  })
})
