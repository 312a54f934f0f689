/** The numbers behind the figures of a split, as tables: for those who cannot see a figure, or want to read it exactly. */
import { rowShares } from './confusion-figure.ts'
import { formatCompact, formatEstimate, formatInteger, formatInterval, formatNumber, formatPercent } from './format.ts'
import { sentences } from './planned-figure.ts'
import type { DataTable } from './planned-figure.ts'
import type { PrecisionRecallCurve } from './precision-recall-figure.ts'
import type { RocCurve } from './roc-figure.ts'
import type {
  CalibrationPoint,
  ConfusionCounts,
  DecisionPoint,
  Estimate,
  SubgroupMetric,
  SubgroupMetrics,
} from './run-data.ts'
import { byVariable, subgroupMetricNames } from './subgroup-figure.ts'
import type { SubgroupOptions } from './subgroup-figure.ts'

/** A curve of thousands of points is no table that anyone reads. */
const maxTableRows = 100

export function confusionTable({ labels, counts }: ConfusionCounts): DataTable {
  const shares = rowShares(counts)
  return {
    columns: ['true label', ...labels.map((label) => `predicted ${label}`)],
    rows: labels.map((label, i) => [
      label,
      ...counts[i]!.map((count, j) => `${formatInteger(count)} (${formatPercent(shares[i]![j])})`),
    ]),
  }
}

export function rocTable(curves: readonly RocCurve[]): DataTable {
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

export function precisionRecallTable(curves: readonly PrecisionRecallCurve[]): DataTable {
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

export function calibrationTable(calibration: readonly CalibrationPoint[]): DataTable {
  return {
    columns: ['score', 'pictures', 'mean score', 'observed share of positives'],
    rows: calibration.map(({ from, to, count, meanScore, observed }) => [
      `${formatCompact(from)} to ${formatCompact(to)}`,
      formatInteger(count),
      formatNumber(meanScore),
      formatEstimate(observed),
    ]),
  }
}

export function decisionTable(points: readonly DecisionPoint[]): DataTable {
  const rows = points.map(({ threshold, netBenefit, treatAll }) => [
    formatCompact(threshold),
    formatNumber(netBenefit),
    formatNumber(treatAll),
  ])
  return { columns: ['threshold probability', 'model', 'treat all'], ...thinRows(rows, ['Treat none is 0.']) }
}

export function subgroupTable(
  subgroups: readonly SubgroupMetrics[],
  metric: SubgroupMetric,
  overall: NonNullable<SubgroupOptions['overall']>,
): DataTable {
  return {
    columns: ['variable', 'subgroup', 'pictures', 'positive', subgroupMetricNames[metric]],
    rows: [
      subgroupRow('all pictures', '', overall),
      ...byVariable(subgroups).map(({ variable, name, n, positives, [metric]: estimate }) =>
        subgroupRow(variable, name, { n, positives, estimate }),
      ),
    ],
  }
}

function subgroupRow(
  variable: string,
  name: string,
  { n, positives, estimate }: { n: number; positives: number; estimate: Estimate | undefined },
): string[] {
  return [
    variable,
    name,
    formatInteger(n),
    formatInteger(positives),
    estimate === undefined ? '–' : formatEstimate(estimate),
  ]
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
