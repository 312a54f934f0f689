/** Which figures the numbers of the splits allow, each with its words and the table of its data. */
import { calibrationFigure } from './calibration-figure.ts'
import { confusionFigure } from './confusion-figure.ts'
import { decisionCurveFigure } from './decision-curve-figure.ts'
import {
  calibrationTable,
  confusionTable,
  decisionTable,
  precisionRecallTable,
  rocTable,
  subgroupTable,
} from './evaluation-tables.ts'
import { formatPercent } from './format.ts'
import { sentences } from './planned-figure.ts'
import type { PlannedFigure } from './planned-figure.ts'
import { precisionRecallCurves, precisionRecallFigure } from './precision-recall-figure.ts'
import { rocCurves, rocFigure, workingPointNote } from './roc-figure.ts'
import { headlineSplit } from './run-data.ts'
import type { RunData, SplitMetrics, SubgroupMetric } from './run-data.ts'
import { subgroupFigure, subgroupMetricNames } from './subgroup-figure.ts'
import { slug } from './text.ts'
import { maxCurves } from './unit-square.ts'

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
      table: () => calibrationTable(calibration),
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
      table: () => decisionTable(decisionCurve),
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
      table: () => subgroupTable(subgroups, metric, overall),
    }
  })
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
