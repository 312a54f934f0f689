/** A picture and its mirror images. */
import type { Raster } from '@convlens/data'

/** As it is, left and right exchanged, top and bottom exchanged, both; of one channel. */
export function everyWay(picture: Raster): [Raster, Raster, Raster, Raster] {
  const { width, height, data } = picture
  const turned = (across: boolean, down: boolean): Raster => {
    const values = data.slice()
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++)
        values[i] = data[(down ? height - 1 - y : y) * width + (across ? width - 1 - x : x)]!
    return { ...picture, data: values }
  }
  return [picture, turned(true, false), turned(false, true), turned(true, true)]
}
