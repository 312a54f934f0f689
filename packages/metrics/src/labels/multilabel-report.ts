// The classification report of pictures with several labels each.
import { precisionRecallFScore, predictedOf, supportOf } from './average-rates.ts'
import type { BinaryCounts } from './binary-counts.ts'
import {
  classRows,
  classScores,
  undefinedScores,
  type ClassificationReportOptions,
  type ClassScores,
} from './classification-report.ts'
import { checkLabels } from './confusion-matrix.ts'
import { multilabelCounts, multilabelScores, type LabelRows } from './multilabel.ts'
import type { ZeroDivision } from '../shared/ratio.ts'

export interface MultilabelReport {
  /** One entry for each label, in the order given. */
  classes: ({ label: string } & ClassScores)[]
  /** Of all single decisions together. */
  microAverage: ClassScores
  /** Plain mean over the labels. */
  macroAverage: ClassScores
  /** Mean over the labels, weighted by support. */
  weightedAverage: ClassScores
  /** Mean over the pictures of what each scores by itself. */
  samplesAverage: ClassScores
  /** What could not be measured, and what stands in its place. */
  warnings: string[]
}

/** A healthy picture without any alarm is right, and counts as `zeroDivision` in the samples mean: worth saying. */
function undefinedPictures(pictures: readonly BinaryCounts[], zeroDivision: ZeroDivision): string[] {
  const unpredicted = pictures.filter((cells) => predictedOf(cells) === 0).length
  const untrue = pictures.filter((cells) => supportOf(cells) === 0).length
  const neither = pictures.filter((cells) => predictedOf(cells) + supportOf(cells) === 0).length
  const warning = (score: string, count: number, why: string): string[] =>
    count === 0
      ? []
      : [
          `samples average: ${score} is undefined for ${count} picture${count === 1 ? '' : 's'} (${why}), set to ${zeroDivision}`,
        ]
  return [
    ...warning('precision', unpredicted, 'no label predicted'),
    ...warning('recall', untrue, 'no true label'),
    ...warning('F1', neither, 'neither'),
  ]
}

/**
 * Precision, recall, F1 and support of every label, with their micro, macro, weighted and samples means; equal to
 * scikit-learn's `classification_report` of multilabel rows. {@link formatClassificationReport} prints it.
 *
 * @param yTrue a row for each picture, 1 where a label holds; columns in the order of `labels`
 * @param yPred the decisions in the same shape
 * @throws RangeError as {@link multilabelCounts}, and for another number of labels or two of one name
 * @example
 * const report = multilabelReport([[1, 0], [1, 1]], [[1, 0], [0, 1]], { labels: ['effusion', 'nodule'] })
 * report.classes[0] // { label: 'effusion', precision: 1, recall: 0.5, f1: 0.6666666666666666, support: 2 }
 * report.samplesAverage.recall // 0.75
 */
export function multilabelReport(
  yTrue: LabelRows,
  yPred: LabelRows,
  { labels, zeroDivision = 0 }: ClassificationReportOptions,
): MultilabelReport {
  checkLabels(labels)
  const counts = multilabelCounts(yTrue, yPred)
  if (counts.length !== labels.length) {
    throw new RangeError(`labels: has ${labels.length} entries, expected ${counts.length}, one for each column`)
  }
  const average = (of: 'micro' | 'macro' | 'weighted'): ClassScores =>
    classScores(precisionRecallFScore(counts, { average: of, zeroDivision }))
  return {
    classes: classRows(labels, counts, zeroDivision),
    microAverage: average('micro'),
    macroAverage: average('macro'),
    weightedAverage: average('weighted'),
    samplesAverage: classScores(multilabelScores(yTrue, yPred, { average: 'samples', zeroDivision })),
    warnings: [
      ...counts.flatMap((cells, k) => undefinedScores(labels[k]!, cells, zeroDivision)),
      ...undefinedPictures(multilabelCounts(yTrue, yPred, { per: 'picture' }), zeroDivision),
    ],
  }
}
