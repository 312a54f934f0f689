/** What a report is made from: plain data, no class of any other package. */

/** A number with its interval. Anything not finite is shown as "not defined". */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Of a number that was not measured. */
export const noEstimate: Estimate = { value: Number.NaN, low: Number.NaN, high: Number.NaN }

/** One row of `history.csv`. A value that was not measured is left out, `null` or NaN. */
export interface HistoryRow {
  readonly epoch: number
  readonly loss: number | null
  readonly accuracy: number | null
  readonly val_loss?: number | null | undefined
  readonly val_accuracy?: number | null | undefined
  readonly val_auc?: number | null | undefined
  readonly learning_rate?: number | null | undefined
  readonly seconds?: number | null | undefined
}

/** Rows are the true labels, columns the predicted ones, both in the order of `labels`. */
export interface ConfusionCounts {
  readonly labels: readonly string[]
  readonly counts: readonly (readonly number[])[]
}

/** False and true positive rates, first point (0, 0), last point (1, 1). */
export interface RocPoints {
  readonly fpr: ArrayLike<number>
  readonly tpr: ArrayLike<number>
  readonly thresholds: ArrayLike<number>
  /** Interval of the sensitivity at each of some false positive rates, in rising order; a point that is no number is left out. */
  readonly band?:
    | { readonly fpr: ArrayLike<number>; readonly low: ArrayLike<number>; readonly high: ArrayLike<number> }
    | undefined
}

/**
 * Precision and recall in the order of scikit-learn's `precision_recall_curve`: thresholds rise, recall falls, and the
 * last point, recall 0 and precision 1, has no threshold.
 */
export interface PrecisionRecallPoints {
  readonly precision: ArrayLike<number>
  readonly recall: ArrayLike<number>
  readonly thresholds: ArrayLike<number>
}

/** Net benefit per picture at one threshold probability; that of treating none is 0. */
export interface DecisionPoint {
  /** 0 to 1: whoever calls a picture positive from this score on takes (1 - threshold) / threshold false alarms for one hit. */
  readonly threshold: number
  /** Of acting on the model. */
  readonly netBenefit: number
  readonly treatAll: number
}

/** How a logistic fit would correct the scores' log odds: slope 1 and intercept 0 are perfect. */
export interface CalibrationSummary {
  readonly slope: Estimate
  readonly intercept: Estimate
  /** Mean distance between score and observed share over the bins, 0 to 1. */
  readonly expectedCalibrationError: number
}

/** What `subgroupFigure` can compare. */
export type SubgroupMetric = 'auc' | 'sensitivity' | 'specificity' | 'accuracy'

/** The numbers of one part of the pictures, such as those of one hospital; a `SplitMetrics` with two names fits as well. */
export interface SubgroupMetrics {
  /** What tells the parts apart: `source`, `sex`, `age`. */
  readonly variable: string
  /** This part: `hospital A`, `female`, `40 to 59`. */
  readonly name: string
  readonly n: number
  readonly positives: number
  readonly auc?: Estimate | undefined
  readonly sensitivity?: Estimate | undefined
  readonly specificity?: Estimate | undefined
  readonly accuracy?: Estimate | undefined
}

/** One filled bin of a calibration curve, as `calibrationCurve` of `@convlens/metrics` gives it. */
export interface CalibrationPoint {
  /** The bin holds `from` <= score < `to`, the last one also score = 1. */
  readonly from: number
  readonly to: number
  readonly count: number
  readonly meanScore: number
  /** Share of positives in the bin. */
  readonly observed: Estimate
}

/** The numbers of one split: what `evaluateBinary` of `@convlens/metrics` returns fits as it is. */
export interface SplitMetrics {
  readonly n: number
  readonly positives: number
  readonly negatives: number
  readonly threshold: number
  readonly accuracy: Estimate
  readonly auc: Estimate
  readonly sensitivity: Estimate
  readonly specificity: Estimate
  readonly precision: Estimate
  readonly f1: number | Estimate
  readonly balancedAccuracy?: Estimate | undefined
  readonly negativePredictiveValue?: Estimate | undefined
  /** Predictive values where the share of positives is another than among these pictures. */
  readonly atPrevalence?:
    | { readonly prevalence: number; readonly precision: Estimate; readonly negativePredictiveValue: Estimate }
    | undefined
  readonly averagePrecision?: Estimate | undefined
  readonly brier?: Estimate | undefined
  readonly logLoss?: Estimate | number | undefined
  /** -1 to 1, chance 0. */
  readonly matthewsCorrelation?: Estimate | number | undefined
  /** -1 to 1, chance 0. */
  readonly cohenKappa?: Estimate | number | undefined
  readonly jaccard?: Estimate | number | undefined
  /** Sensitivity / (1 - specificity), up to infinity; 1 says nothing. */
  readonly positiveLikelihoodRatio?: Estimate | number | undefined
  /** (1 - sensitivity) / specificity, up to infinity; 1 says nothing. */
  readonly negativeLikelihoodRatio?: Estimate | number | undefined
  /** Where it is given here, it stands in the table in place of that of `calibrationSummary`. */
  readonly expectedCalibrationError?: Estimate | number | undefined
  readonly maximumCalibrationError?: Estimate | number | undefined
  readonly patients?: number | undefined
  /** Of all intervals; 0.95 where nothing is said. */
  readonly confidence?: number | undefined
  /** What the intervals take as independent of each other. */
  readonly independent?: 'pictures' | 'patients' | undefined
  readonly calibration?: readonly CalibrationPoint[] | undefined
  readonly confusionMatrix: ConfusionCounts
  readonly calibrationSummary?: CalibrationSummary | undefined
  readonly roc?: RocPoints | undefined
  readonly precisionRecall?: PrecisionRecallPoints | undefined
  /** At the prevalence of `atPrevalence` where that is given, else at that of these pictures. */
  readonly decisionCurve?: readonly DecisionPoint[] | undefined
  readonly subgroups?: readonly SubgroupMetrics[] | undefined
  readonly warnings?: readonly string[] | undefined
}

/** One layer of the network, as `networkDiagram` of `@convlens/model` lists it. */
export interface NetworkLayer {
  readonly name: string
  readonly type: string
  /** Without or with the leading batch dimension (`null`). */
  readonly outputShape: readonly (number | null)[]
  readonly parameters: number
  /** Kernel, stride, units and the like, in a few words. */
  readonly detail?: string | undefined
}

export interface NetworkSummary {
  readonly layers: readonly NetworkLayer[]
  readonly parameters: number
  readonly multiplications?: number | undefined
  /** Name of the layer that Grad-CAM looks at; marked in the diagram. */
  readonly explainedLayer?: string | undefined
}

/** One picture of the Grad-CAM gallery. */
export interface ExplanationEntry {
  readonly id: string
  /** The overlay as PNG bytes. */
  readonly png: Uint8Array
  /** The true label, where it is known. */
  readonly label?: string | undefined
  readonly predicted: string
  /** The class that the heat explains. */
  readonly targetClass: string
  /** Score of `targetClass`, 0 to 1; `undefined` where the network gives no probabilities. */
  readonly probability: number | undefined
  readonly split?: string | undefined
  /** One clause on what is odd about this map, such as "the map is empty". */
  readonly note?: string | undefined
}

/** How often the hottest pixel lies inside the known truth, beside what chance would give. */
export interface PointingGame {
  readonly hits: number
  readonly n: number
  readonly rate: Estimate
  /** Expected rate of a uniformly random pixel: the mean share of the picture that the truth covers. */
  readonly chance: number
  /** One sentence on what was hit. */
  readonly note?: string | undefined
}

export interface BackendInfo {
  readonly name: string
  readonly reason: string
  readonly version?: string | undefined
  readonly threads?: number | undefined
  readonly device?: string | undefined
  readonly passedOver?: readonly { readonly name: string; readonly reason: string }[] | undefined
}

export interface RunFile {
  /** Relative to the folder that holds the report. */
  readonly path: string
  readonly description?: string | undefined
  readonly bytes?: number | undefined
}

/** Everything that one run left behind, for `figures` and `htmlReport`. */
export interface RunData {
  readonly name: string
  readonly title: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly config: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, unknown>>
  readonly backend?: BackendInfo | undefined
  readonly history: readonly HistoryRow[]
  /** By split name, in the order in which they are shown. */
  readonly metrics: Readonly<Record<string, SplitMetrics>>
  /** The split that the figures without a split in their name show; by default test, else val, else the last. */
  readonly headline?: string | undefined
  /** The same numbers by source (hospital or collection), shown as a table. */
  readonly bySource?: Readonly<Record<string, SplitMetrics>> | undefined
  readonly network?: NetworkSummary | undefined
  readonly explanations: readonly ExplanationEntry[]
  readonly pointingGame?: PointingGame | undefined
  /** Pictures that could not be read. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[]
  /** What a reader must know: leaks, or why a score says little. Whole sentences. */
  readonly notes: readonly string[]
  readonly files?: readonly RunFile[] | undefined
}

/** Name of the split that stands for the run: `headline`, else test, val, validation, else the last; `undefined` without any. */
export function headlineSplit(run: Pick<RunData, 'metrics' | 'headline'>): string | undefined {
  const names = Object.keys(run.metrics)
  const wanted = [run.headline, 'test', 'val', 'validation'].find((name) => name !== undefined && names.includes(name))
  return wanted ?? names.at(-1)
}
