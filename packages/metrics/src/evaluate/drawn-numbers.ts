// Every binary number of patients drawn again, thousands of times: what each patient adds is summed up once.
import type { BinaryCounts } from '../labels/binary-counts.ts'
import { ratesOfCounts } from '../labels/count-rates.ts'
import { drawnAveragePrecision, rankUnits, type RankedUnits } from '../scores/weighted-auc.ts'
import type { Units } from '../shared/units.ts'
import type { DrawnName } from './binary-estimates.ts'

export interface Pictures {
  yTrue: ArrayLike<number>
  yPred: ArrayLike<number>
  yScore: Float64Array
  /** -ln(probability of what happened) of each picture. */
  losses: Float64Array
  units: Units
}

/** The sums of each patient, and all pictures in the order of their scores. */
export interface DrawableUnits {
  cells: Record<keyof BinaryCounts, Float64Array>
  squaredErrors: Float64Array
  losses: Float64Array
  ranked: RankedUnits
}

export function drawableUnits({ yTrue, yPred, yScore, losses, units }: Pictures): DrawableUnits {
  const column = (of: (picture: number) => number): Float64Array =>
    Float64Array.from(units.pictures, (pictures) => pictures.reduce((sum, i) => sum + of(i), 0))
  const cell = (y: number, decision: number): Float64Array =>
    column((i) => Number(yTrue[i] === y && yPred[i] === decision))
  return {
    cells: {
      truePositives: cell(1, 1),
      falsePositives: cell(0, 1),
      trueNegatives: cell(0, 0),
      falseNegatives: cell(1, 0),
    },
    squaredErrors: column((i) => (yScore[i]! - yTrue[i]!) ** 2),
    losses: column((i) => losses[i]!),
    ranked: rankUnits(yTrue, yScore, units.unitOf),
  }
}

function total(values: Float64Array, drawn: Int32Array): number {
  let sum = 0
  for (let unit = 0; unit < drawn.length; unit++) sum += drawn[unit]! * values[unit]!
  return sum
}

/** Every number but the AUC at once, each picture as often as its patient was drawn; 0 / 0 is NaN. */
export function drawnNumbers(of: DrawableUnits, drawn: Int32Array): Record<DrawnName, number> {
  const counts = {
    truePositives: total(of.cells.truePositives, drawn),
    falsePositives: total(of.cells.falsePositives, drawn),
    trueNegatives: total(of.cells.trueNegatives, drawn),
    falseNegatives: total(of.cells.falseNegatives, drawn),
  }
  const rates = ratesOfCounts(counts, { zeroDivision: Number.NaN })
  const { accuracy, sensitivity, specificity, precision, negativePredictiveValue, f1 } = rates
  const { matthewsCorrelation, cohenKappa } = rates
  const [positives, negatives] = [
    counts.truePositives + counts.falseNegatives,
    counts.trueNegatives + counts.falsePositives,
  ]
  return {
    accuracy,
    // Not that of one class alone, where only one was drawn: another number.
    balancedAccuracy: (sensitivity + specificity) / 2,
    sensitivity,
    specificity,
    precision,
    negativePredictiveValue,
    f1,
    matthewsCorrelation,
    cohenKappa,
    // Infinite without a false alarm, which is a number to rank by; leaving it out would make alarms look frequent.
    positiveLikelihoodRatio: sensitivity / (counts.falsePositives / negatives),
    negativeLikelihoodRatio: counts.falseNegatives / positives / specificity,
    averagePrecision: drawnAveragePrecision(of.ranked, drawn),
    brier: total(of.squaredErrors, drawn) / rates.n,
    logLoss: total(of.losses, drawn) / rates.n,
  }
}
