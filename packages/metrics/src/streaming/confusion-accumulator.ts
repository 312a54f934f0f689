// The confusion matrix of predictions that come in batches.
import type { ConfusionMatrix } from '../labels/confusion-matrix.ts'
import { checkClasses } from '../shared/checks.ts'
import type { Accumulator } from './accumulator.ts'
import {
  batchLength,
  checkedTotal,
  checkSameLabels,
  readCounts,
  readLabels,
  readList,
  readState,
  refuse,
  sumOf,
} from './state-checks.ts'

export interface ConfusionBatch {
  /** Class index of each picture. */
  yTrue: ArrayLike<number>
  /** Predicted class index of each picture. */
  yPred: ArrayLike<number>
  /** An id for each picture; with `keepIds` and only then. */
  ids?: ArrayLike<string>
}

export interface ConfusionState {
  kind: 'confusion'
  version: 1
  labels: string[]
  /** Rows true, columns predicted. */
  counts: number[][]
  /** The ids in each cell, sorted; only with `keepIds`. */
  ids?: string[][][]
}

export interface ConfusionAccumulatorOptions {
  /** The name of each class; class indices point into it. */
  labels: readonly string[]
  /** Whether to remember which pictures sit in each cell. Memory then grows with the pictures. */
  keepIds?: boolean
}

export type ConfusionAccumulator = Accumulator<ConfusionBatch, ConfusionMatrix, ConfusionState>

function checkIds(ids: ArrayLike<unknown> | undefined, keepIds: boolean, name: string): void {
  if (keepIds !== (ids !== undefined)) {
    throw new RangeError(
      keepIds
        ? `${name}: is missing, expected an id for each picture, as keepIds is set`
        : `${name}: is given, expected none, as the accumulator was made without keepIds`,
    )
  }
}

function readIds(counts: number[][], value: unknown): string[][][] {
  return Array.from(readList('state.ids', value, counts.length), (row, t) =>
    Array.from(readList(`state.ids[${t}]`, row, counts.length), (cell, p) =>
      Array.from(readList(`state.ids[${t}][${p}]`, cell, counts[t]![p]!), (id, i) => {
        if (typeof id !== 'string') refuse(`state.ids[${t}][${p}][${i}]`, id, 'the id of a picture')
        return id
      }),
    ),
  )
}

/**
 * A confusion matrix of any number of classes: `confusionMatrix` of all pictures so far. Ids, where they are kept, are
 * sorted in each cell (by UTF-16 units), because shards have no order; `confusionMatrix` leaves them as they come.
 *
 * `add` throws a RangeError for different lengths, a class index outside `labels`, or ids that are missing or not
 * asked for.
 *
 * @throws RangeError for no labels, or two of one name
 * @example
 * const matrix = confusionAccumulator({ labels: ['covid', 'normal'] })
 * matrix.add({ yTrue: [0, 0], yPred: [0, 1] })
 * matrix.merge({ kind: 'confusion', version: 1, labels: ['covid', 'normal'], counts: [[0, 0], [0, 7]] })
 * matrix.result().counts // [[1, 1], [0, 7]]
 */
export function confusionAccumulator({ labels, keepIds = false }: ConfusionAccumulatorOptions): ConfusionAccumulator {
  const names = readLabels('labels', [...labels])
  const counts = names.map(() => names.map(() => 0))
  const ids = names.map(() => names.map((): string[] => []))
  let total = 0
  const copy = (): ConfusionMatrix => ({
    labels: [...names],
    counts: counts.map((row) => [...row]),
    ...(keepIds && { ids: ids.map((row) => row.map((cell) => cell.toSorted())) }),
  })
  return {
    add(batch) {
      const { yTrue, yPred } = batch
      const n = batchLength({ yTrue, yPred, ...(batch.ids && { ids: batch.ids }) })
      checkIds(batch.ids, keepIds, 'ids')
      checkClasses('yTrue', yTrue, names.length)
      checkClasses('yPred', yPred, names.length)
      for (let i = 0; batch.ids && i < n; i++) {
        if (typeof batch.ids[i] !== 'string') refuse(`ids[${i}]`, batch.ids[i], 'the id of a picture')
      }
      total = checkedTotal(total, n)
      for (let i = 0; i < n; i++) {
        counts[yTrue[i]!]![yPred[i]!]! += 1
        if (batch.ids) ids[yTrue[i]!]![yPred[i]!]!.push(batch.ids[i]!)
      }
    },
    merge(state) {
      const fields = readState(state, 'confusion')
      checkSameLabels(readLabels('state.labels', fields['labels']), names)
      const more = Array.from(readList('state.counts', fields['counts'], names.length), (row, t) =>
        readCounts(`state.counts[${t}]`, row, names.length),
      )
      checkIds(fields['ids'] as ArrayLike<unknown> | undefined, keepIds, 'state.ids')
      const moreIds = keepIds ? readIds(more, fields['ids']) : undefined
      total = checkedTotal(total, sumOf(more.flat()))
      for (const [t, row] of more.entries()) {
        for (const [p, count] of row.entries()) {
          counts[t]![p]! += count
          for (const id of moreIds?.[t]?.[p] ?? []) ids[t]![p]!.push(id)
        }
      }
    },
    state: () => ({ kind: 'confusion', version: 1, ...copy() }),
    result: copy,
  }
}

/**
 * The accumulator that wrote `state`, with its labels, and with `keepIds` where it has ids.
 *
 * @throws RangeError for a state that a {@link confusionAccumulator} cannot have written
 */
export function confusionAccumulatorFrom(state: ConfusionState): ConfusionAccumulator {
  const fields = readState(state, 'confusion')
  const labels = readLabels('state.labels', fields['labels'])
  const accumulator = confusionAccumulator({ labels, keepIds: fields['ids'] !== undefined })
  accumulator.merge(state)
  return accumulator
}
