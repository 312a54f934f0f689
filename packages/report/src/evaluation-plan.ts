/** Which figures the numbers of the splits allow, each with its words and the table of its data. */
import { calibrationFigure } from './calibration-figure.ts'
import { confusionFigure, rowShares } from './confusion-figure.ts'
import { decisionCurveFigure } from './decision-curve-figure.ts'
import { formatCompact, formatEstimate, formatInteger, formatInterval, formatNumber, formatPercent } from './format.ts'
import type { DataTable, PlannedFigure } from './planned-figure.ts'
import { precisionRecallCurves, precisionRecallFigure } from './precision-recall-figure.ts'
import type { PrecisionRecallCurve } from './precision-recall-figure.ts'
import { rocCurves, rocFigure, workingPointNote } from './roc-figure.ts'
import type { RocCurve } from './roc-figure.ts'
import { headlineSplit } from './run-data.ts'
import type { ConfusionCounts, Estimate, RunData, SplitMetrics, SubgroupMetric } from './run-data.ts'
import { byVariable, subgroupFigure, subgroupMetricNames } from './subgroup-figure.ts'
import { slug } from './text.ts'
import { maxCurves } from './unit-square.ts'

/** A curve of thousands of points is no table that anyone reads. */
const maxTableRows = 100

/** Confusion matrices of all splits, curves of up to four, and of the headline split what is read by itself. */
export function evaluationFigures(run: Pick<RunData, 'metrics' | 'headline'>): PlannedFigure[] {
  const headline = headlineSplit(run)
  if (headline === undefined) return []
  const splits = [headline, ...Object.keys(run.metrics).filter((split) => split !== headline)]
  const names = fileNames(splits, headline)
  return [
    ...splits.map((split): PlannedFigure => {
      const { confusionMatrix } = run.metrics[split]!
      const name = `confusion-matrix${names.get(split)!}`
      return {
        name,
        title: `Confusion matrix: ${split}`,
        caption:
          'Rows are the true labels, columns the predicted ones; the percentage is the share of the row. Right answers lie on the diagonal.',
        draw: () => confusionFigure(confusionMatrix, { name, split }),
        table: () => confusionTable(confusionMatrix),
      }
    }),
    rocPlan(run.metrics, headline),
    ...precisionRecallPlan(run.metrics, headline),
    ...calibrationPlan(headline, run.metrics[headline]!),
    ...decisionCurvePlan(headline, run.metrics[headline]!),
    ...subgroupPlan(headline, run.metrics[headline]!),
  ]
}

function rocPlan(metrics: RunData['metrics'], headline: string): PlannedFigure {
  const { curves, note } = upToFour(rocCurves(metrics), headline)
  const banded = curves.some(({ roc }) => roc.band !== undefined)
  return {
    name: 'roc',
    title: 'ROC curve',
    caption: sentences([
      'Sensitivity against false alarms over all thresholds, with the area under the curve (AUC) and its interval.',
      banded
        ? 'The shaded area is where the true sensitivity at each single false positive rate may well lie; for the curve as a whole it is too narrow.'
        : '',
      workingPointNote(curves.map(({ at }) => at?.threshold)),
      note,
    ]),
    draw: () => rocFigure(curves),
    table: () => rocTable(curves),
  }
}

function precisionRecallPlan(metrics: RunData['metrics'], headline: string): PlannedFigure[] {
  if (Object.values(metrics).every(({ precisionRecall }) => precisionRecall === undefined)) return []
  const { curves, note } = upToFour(precisionRecallCurves(metrics), headline)
  return [
    {
      name: 'precision-recall',
      title: 'Precision and recall',
      caption: sentences([
        'How many of the pictures called positive are positive (precision), against how many of the positive ones are found (recall), over all thresholds.',
        'AP is average precision, the area below the steps. It depends on the share of positives, which is what guessing would give: compare it with the dotted line.',
        workingPointNote(curves.map(({ at }) => at?.threshold)),
        note,
      ]),
      draw: () => precisionRecallFigure(curves),
      table: () => precisionRecallTable(curves),
    },
  ]
}

/** Of the headline split alone: on pictures that it was trained on, a network is always sure and mostly right. */
function calibrationPlan(split: string, { calibration, calibrationSummary }: SplitMetrics): PlannedFigure[] {
  if (calibration === undefined) return []
  return [
    {
      name: 'calibration',
      title: `Calibration: ${split}`,
      caption: sentences([
        'How often a score comes true: on the diagonal, of the pictures with score 0.8 four in five are positive. Whiskers are intervals; bins with few pictures say little.',
        calibrationSummary === undefined
          ? ''
          : 'A slope below 1 means scores too near 0 and 1, an intercept above 0 scores too low; ECE is the mean distance between score and observed share.',
      ]),
      draw: () => calibrationFigure(calibration, { split, summary: calibrationSummary }),
      table: () => ({
        columns: ['score', 'pictures', 'mean score', 'observed share of positives'],
        rows: calibration.map(({ from, to, count, meanScore, observed }) => [
          `${formatCompact(from)} to ${formatCompact(to)}`,
          formatInteger(count),
          formatNumber(meanScore),
          formatEstimate(observed),
        ]),
      }),
    },
  ]
}

function decisionCurvePlan(split: string, { decisionCurve, threshold, atPrevalence }: SplitMetrics): PlannedFigure[] {
  if (decisionCurve === undefined) return []
  return [
    {
      name: 'decision-curve',
      title: `Decision curve: ${split}`,
      caption: sentences([
        'Is acting on the model better than acting on every picture, or on none? Net benefit counts the hits and takes off the false alarms, each weighed by the threshold probability: at 0.2, one hit is worth four false alarms.',
        'The model helps where its line is the highest, if its scores are calibrated.',
        atPrevalence === undefined
          ? 'It holds for the share of positives in these pictures.'
          : `It holds where ${formatPercent(atPrevalence.prevalence)} are positive.`,
      ]),
      draw: () => decisionCurveFigure(decisionCurve, { split, threshold }),
      table: () => {
        const rows = decisionCurve.map(({ threshold: at, netBenefit, treatAll }) => [
          formatCompact(at),
          formatNumber(netBenefit),
          formatNumber(treatAll),
        ])
        return { columns: ['threshold probability', 'model', 'treat all'], ...thinRows(rows, ['Treat none is 0.']) }
      },
    },
  ]
}

const subgroupMetrics: readonly SubgroupMetric[] = ['auc', 'sensitivity', 'specificity']

/** One figure a number, where it exists for at least one part: parts of a single class have no AUC. */
function subgroupPlan(split: string, { subgroups = [], ...metrics }: SplitMetrics): PlannedFigure[] {
  const defined = subgroupMetrics.filter((metric) =>
    subgroups.some(({ [metric]: estimate }) => Number.isFinite(estimate?.value)),
  )
  return defined.map((metric) => {
    const overall = { n: metrics.n, positives: metrics.positives, estimate: metrics[metric] }
    const what = subgroupMetricNames[metric]
    return {
      name: `subgroups-${metric}`,
      title: `${what} by subgroup: ${split}`,
      caption: `${what} in parts of the pictures; the dashed line is that of all. Lines are intervals: where they are long, there are too few pictures to tell. With many subgroups some differ by chance alone.`,
      draw: () => subgroupFigure(subgroups, { metric, split, overall }),
      table: () => ({
        columns: ['variable', 'subgroup', 'pictures', 'positive', what],
        rows: [
          [
            'all pictures',
            '',
            formatInteger(overall.n),
            formatInteger(overall.positives),
            estimateText(overall.estimate),
          ],
          ...byVariable(subgroups).map(({ variable, name, n, positives, [metric]: estimate }) => [
            variable,
            name,
            formatInteger(n),
            formatInteger(positives),
            estimateText(estimate),
          ]),
        ],
      }),
    }
  })
}

function estimateText(estimate: Estimate | undefined): string {
  return estimate === undefined ? '–' : formatEstimate(estimate)
}

/** Four curves can be told apart; with more splits the headline's curve stands alone, and a sentence says so. */
function upToFour<T extends { readonly name: string }>(
  all: readonly T[],
  headline: string,
): { curves: readonly T[]; note: string } {
  if (all.length <= maxCurves) return { curves: all, note: '' }
  return {
    curves: all.filter(({ name }) => name === headline),
    note: `Of ${all.length} splits only ${headline} is drawn: more than ${maxCurves} curves cannot be told apart.`,
  }
}

function sentences(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

/** Tail of the file name by split: nothing for the headline, `-train` and the like for others, kept apart where slugs collide. */
function fileNames(splits: readonly string[], headline: string): Map<string, string> {
  const taken = new Set<string>()
  return new Map(
    splits.map((split, i): [string, string] => {
      if (split === headline) return [split, '']
      let name = slug(split, 'split')
      while (taken.has(name)) name += `-${i + 1}`
      taken.add(name)
      return [split, `-${name}`]
    }),
  )
}

function confusionTable({ labels, counts }: ConfusionCounts): DataTable {
  const shares = rowShares(counts)
  return {
    columns: ['true label', ...labels.map((label) => `predicted ${label}`)],
    rows: labels.map((label, i) => [
      label,
      ...counts[i]!.map((count, j) => `${formatInteger(count)} (${formatPercent(shares[i]![j])})`),
    ]),
  }
}

function rocTable(curves: readonly RocCurve[]): DataTable {
  const rows = curves.flatMap(({ name, roc }) =>
    Array.from(roc.fpr, (fpr, i) => [
      name,
      formatCompact(fpr),
      formatCompact(roc.tpr[i]),
      // The first threshold is Infinity, which becomes null in JSON.
      i === 0 && !Number.isFinite(roc.thresholds[i]) ? 'above all' : formatCompact(roc.thresholds[i]),
    ]),
  )
  const areas = curves.map(({ name, auc }) => `AUC ${name}: ${formatNumber(auc.value)} (${formatInterval(auc)}).`)
  return {
    columns: ['split', 'false positive rate', 'true positive rate', 'score at least'],
    ...thinRows(rows, areas),
  }
}

function precisionRecallTable(curves: readonly PrecisionRecallCurve[]): DataTable {
  // One threshold fewer than points: the last point has none.
  const rows = curves.flatMap(({ name, precisionRecall: { precision, recall, thresholds } }) =>
    Array.from(thresholds, (at, i) => [name, formatCompact(recall[i]), formatCompact(precision[i]), formatCompact(at)]),
  )
  const areas = curves.map(
    ({ name, averagePrecision, prevalence }) =>
      `Average precision ${name}: ${formatEstimate(averagePrecision)}, share of positives ${formatNumber(prevalence)}.`,
  )
  return { columns: ['split', 'recall', 'precision', 'score at least'], ...thinRows(rows, areas) }
}

/** At most a hundred rows, and the last one. */
function thinRows(rows: readonly (readonly string[])[], notes: readonly string[]): Pick<DataTable, 'rows' | 'note'> {
  const step = Math.ceil(rows.length / maxTableRows)
  const left = step > 1 ? [`Every ${ordinal(step)} of ${formatInteger(rows.length)} points.`] : []
  return {
    rows: rows.filter((_, i) => i % step === 0 || i === rows.length - 1),
    note: sentences([...notes, ...left]),
  }
}

/** `2nd`, `3rd`, `11th`. */
function ordinal(n: number): string {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${tail}`
}
