// The decisions about several findings of each picture, in batches.
import type { BinaryCounts } from '../labels/binary-counts.ts'
import { checkBinary } from '../shared/checks.ts'
import type { Accumulator } from './accumulator.ts'
import { CELLS, countDecision, noCounts } from './binary-accumulator.ts'
import {
  batchLength,
  checkedTotal,
  checkSameLabels,
  readCount,
  readLabels,
  readList,
  readState,
  refuse,
  sumOf,
} from './state-checks.ts'

export interface MultilabelBatch {
  /** For each picture a row: 1 where it has the label, else 0. */
  yTrue: readonly ArrayLike<number>[]
  /** For each picture a row of decisions, 1 or 0. */
  yPred: readonly ArrayLike<number>[]
}

export interface StreamedMultilabel {
  labels: string[]
  /** How many pictures were counted. */
  pictures: number
  /** Pictures with every label right; by `pictures`, that is the exact match (subset accuracy). */
  exactMatches: number
  /** The four cells of each label, in the order of the labels. */
  counts: BinaryCounts[]
}

export interface MultilabelState extends StreamedMultilabel {
  kind: 'multilabel'
  version: 1
}

export type MultilabelAccumulator = Accumulator<MultilabelBatch, StreamedMultilabel, MultilabelState>

function checkRows(name: string, rows: readonly ArrayLike<number>[], labels: number): void {
  for (const [i, row] of Array.from(rows).entries()) {
    if (row?.length !== labels) {
      throw new RangeError(`${name}[${i}]: has ${row?.length ?? 'no'} entries, expected ${labels}, one for each label`)
    }
    checkBinary(`${name}[${i}]`, row)
  }
}

function readCells(name: string, value: unknown, pictures: number): BinaryCounts {
  if (typeof value !== 'object' || value === null) refuse(name, value, 'the four counts of a label')
  const counts = noCounts()
  for (const cell of CELLS) counts[cell] = readCount(`${name}.${cell}`, (value as Record<string, unknown>)[cell])
  const sum = sumOf(Object.values(counts))
  if (sum !== pictures) throw new RangeError(`${name}: add up to ${sum}, expected state.pictures, ${pictures}`)
  return counts
}

/**
 * The four cells of each label where a picture may have several: scikit-learn's `multilabel_confusion_matrix` of all
 * pictures so far, with the number of pictures that are right throughout. What is averaged over pictures
 * (`average: 'samples'`) cannot be had from it; a `meanAccumulator` of the pictures' values gives that.
 *
 * `add` throws a RangeError for different lengths, rows of another length than `labels`, or entries other than 0 and 1.
 *
 * @throws RangeError for no labels, or two of one name
 * @example
 * const findings = multilabelAccumulator({ labels: ['opacity', 'effusion'] })
 * findings.add({ yTrue: [[1, 0], [0, 0]], yPred: [[1, 0], [0, 1]] })
 * findings.result().exactMatches // 1
 * findings.result().counts[1] // { truePositives: 0, falsePositives: 1, trueNegatives: 1, falseNegatives: 0 }
 */
export function multilabelAccumulator({ labels }: { labels: readonly string[] }): MultilabelAccumulator {
  const names = readLabels('labels', [...labels])
  const counts = names.map(noCounts)
  let [pictures, exactMatches] = [0, 0]
  const copy = (): StreamedMultilabel => ({
    labels: [...names],
    pictures,
    exactMatches,
    counts: counts.map((cells) => ({ ...cells })),
  })
  return {
    add({ yTrue, yPred }) {
      const n = batchLength({ yTrue, yPred })
      checkRows('yTrue', yTrue, names.length)
      checkRows('yPred', yPred, names.length)
      pictures = checkedTotal(pictures, n)
      for (let i = 0; i < n; i++) {
        const [truth, decisions] = [yTrue[i]!, yPred[i]!]
        let right = true
        for (const [label, cells] of counts.entries()) {
          countDecision(cells, truth[label]!, decisions[label]!)
          right &&= truth[label] === decisions[label]
        }
        exactMatches += Number(right)
      }
    },
    merge(state) {
      const fields = readState(state, 'multilabel')
      checkSameLabels(readLabels('state.labels', fields['labels']), names)
      const morePictures = readCount('state.pictures', fields['pictures'])
      const moreMatches = readCount('state.exactMatches', fields['exactMatches'])
      const more = Array.from(readList('state.counts', fields['counts'], names.length), (cells, label) =>
        readCells(`state.counts[${label}]`, cells, morePictures),
      )
      const most = Math.min(...more.map(({ truePositives, trueNegatives }) => truePositives + trueNegatives))
      if (moreMatches > most) {
        throw new RangeError(
          `state.exactMatches: is ${moreMatches}, expected at most ${most}, as often as any label is right`,
        )
      }
      pictures = checkedTotal(pictures, morePictures)
      exactMatches += moreMatches
      for (const [label, cells] of counts.entries()) for (const cell of CELLS) cells[cell] += more[label]![cell]
    },
    state: () => ({ kind: 'multilabel', version: 1, ...copy() }),
    result: copy,
  }
}

/**
 * The accumulator that wrote `state`.
 *
 * @throws RangeError for a state that a {@link multilabelAccumulator} cannot have written
 */
export function multilabelAccumulatorFrom(state: MultilabelState): MultilabelAccumulator {
  const accumulator = multilabelAccumulator({
    labels: readLabels('state.labels', readState(state, 'multilabel')['labels']),
  })
  accumulator.merge(state)
  return accumulator
}
