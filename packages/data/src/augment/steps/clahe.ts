/** Contrast limited adaptive histogram equalisation as a random change. */
import { equalizeInto } from '../../preprocess/clahe.ts'
import { blackAndWhite } from './black-and-white.ts'
import { amountOf, drawAmount, grid } from './fields.ts'
import type { Amount } from './fields.ts'
import type { Chance, Operation } from './operation.ts'

export interface ClaheOptions extends Chance {
  /** How many times the mean height of a tile's histogram a bin may reach, above 0. */
  clipLimit: Amount
  /** Columns and rows of tiles; `[8, 8]` by default. */
  tiles?: readonly [columns: number, rows: number]
}

export interface ClaheStep extends ClaheOptions {
  step: 'clahe'
}

export interface DrawnClahe {
  step: 'clahe'
  clipLimit: number
  tiles: readonly [columns: number, rows: number]
}

export const claheOperation: Operation<ClaheStep, DrawnClahe> = {
  fields: { clipLimit: amountOf(0, Infinity, true), tiles: grid },
  required: ['clipLimit'],
  drawn: ['clipLimit', 'tiles'],
  draw: ({ step, clipLimit, tiles = [8, 8] }, random) => ({ step, clipLimit: drawAmount(clipLimit, 2, random), tiles }),
  mixesChannels: () => true,
  tone: (x, shape, drawn, range, into, spare) => equalizeInto(x, shape, drawn, blackAndWhite(x, range), into, spare),
  words: ({ clipLimit, tiles }) => `equalised in ${tiles.join(' x ')} tiles with limit ${clipLimit.toFixed(1)}`,
}
