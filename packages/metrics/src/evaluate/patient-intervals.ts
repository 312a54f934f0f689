// The intervals of binary metrics when patients have several pictures: a bootstrap over the patients.
import { distributionFreeAuc } from '../intervals/auc-interval.ts'
import { f1OfJaccard, meanOfTwo, type BinaryEstimates } from './binary-intervals.ts'
import { percentileInterval, resampleUnits, type ResamplingOptions } from '../intervals/bootstrap.ts'
import type { Estimate } from '../shared/estimate.ts'
import { descending } from '../scores/score-steps.ts'
import { wilsonAround } from '../intervals/wilson.ts'

type Name = keyof BinaryEstimates

interface Pictures {
  yTrue: ArrayLike<number>
  yPred: ArrayLike<number>
  yScore: Float64Array
  /** The pictures of each patient. */
  units: readonly (readonly number[])[]
}

/** The pictures from the highest score to the lowest, laid out for a loop that runs thousands of times. */
interface Ranked {
  yTrue: Uint8Array
  yPred: Uint8Array
  error: Float64Array
  unit: Int32Array
  /** 1 for the last picture of each distinct score. */
  last: Uint8Array
}

function rank({ yTrue, yPred, yScore, units }: Pictures): Ranked {
  const order = descending(yScore)
  const unitOf = new Int32Array(yScore.length)
  units.forEach((members, unit) => members.forEach((i) => (unitOf[i] = unit)))
  return {
    yTrue: Uint8Array.from(order, (i) => yTrue[i]!),
    yPred: Uint8Array.from(order, (i) => yPred[i]!),
    error: Float64Array.from(order, (i) => (yScore[i]! - yTrue[i]!) ** 2),
    unit: Int32Array.from(order, (i) => unitOf[i]!),
    last: Uint8Array.from(order, (i, k) => Number(yScore[i] !== yScore[order[k + 1]!])),
  }
}

/** Every number at once, each picture as often as its patient was drawn; 0 / 0 is NaN. */
function weighted({ yTrue, yPred, error, unit, last }: Ranked, drawn: Int32Array): Record<Name, number> {
  let [tp, fp, tn, fn, errors] = [0, 0, 0, 0, 0]
  // Down the distinct scores: pairs lost (doubled) for the AUC, precision steps for average precision.
  let [above, positivesAbove, stepPositives, stepNegatives, lost, steps] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < unit.length; i++) {
    const times = drawn[unit[i]!]!
    errors += times * error[i]!
    if (yTrue[i] === 1) {
      stepPositives += times
      if (yPred[i] === 1) tp += times
      else fn += times
    } else {
      stepNegatives += times
      if (yPred[i] === 1) fp += times
      else tn += times
    }
    if (last[i] === 0) continue
    lost += stepPositives * (2 * (above - positivesAbove) + stepNegatives)
    positivesAbove += stepPositives
    above += stepPositives + stepNegatives
    if (stepPositives > 0) steps += stepPositives * (positivesAbove / above)
    stepPositives = 0
    stepNegatives = 0
  }
  const [positives, negatives] = [tp + fn, tn + fp]
  const [sensitivity, specificity] = [tp / positives, tn / negatives]
  const pairs = 2 * positives * negatives
  return {
    accuracy: (tp + tn) / (positives + negatives),
    balancedAccuracy: (sensitivity + specificity) / 2,
    sensitivity,
    specificity,
    precision: tp / (tp + fp),
    negativePredictiveValue: tn / (tn + fn),
    f1: (2 * tp) / (2 * tp + fp + fn),
    auc: (pairs - lost) / pairs,
    averagePrecision: Math.min(1, steps / positives),
    brier: errors / (positives + negatives),
  }
}

/**
 * What holds where no resample differs (all right, say) and the bootstrap would claim certainty: the interval in closed
 * form, with patients in the place of pictures: as if all pictures of a patient were one.
 */
function withoutSpread({ yTrue, yPred, units }: Pictures, at: BinaryEstimates, confidence: number): BinaryEstimates {
  const patients = (has: (i: number) => boolean): number => units.filter((pictures) => pictures.some(has)).length
  const [ill, healthy] = [patients((i) => yTrue[i] === 1), patients((i) => yTrue[i] === 0)]
  const wilson = (name: Name, n: number): Estimate => wilsonAround(at[name].value, n, confidence)
  const sensitivity = wilson('sensitivity', ill)
  const specificity = wilson('specificity', healthy)
  const f1 = at.f1.value
  const jaccardPatients = patients((i) => yTrue[i] === 1 || yPred[i] === 1)
  return {
    accuracy: wilson('accuracy', units.length),
    balancedAccuracy: meanOfTwo(sensitivity, specificity),
    sensitivity,
    specificity,
    precision: wilson(
      'precision',
      patients((i) => yPred[i] === 1),
    ),
    negativePredictiveValue: wilson(
      'negativePredictiveValue',
      patients((i) => yPred[i] === 0),
    ),
    f1: f1OfJaccard(wilsonAround(f1 / (2 - f1), jaccardPatients, confidence)),
    // Disjoint pairs of an ill and a healthy picture need two patients each, where a patient may have both.
    auc: distributionFreeAuc(at.auc.value, Math.min(ill, healthy, Math.floor(units.length / 2)), confidence),
    averagePrecision: wilson('averagePrecision', ill),
    brier: wilson('brier', units.length),
  }
}

/**
 * Percentile intervals from patients drawn again, each with all its pictures; closed forms where those have no width.
 * Numbers that are NaN keep [0, 1].
 *
 * @param at the numbers themselves, whose intervals are to be replaced
 */
export function patientIntervals(
  pictures: Pictures,
  at: BinaryEstimates,
  confidence: number,
  resampling: Required<ResamplingOptions>,
): { estimates: BinaryEstimates; mostDropped: number; withoutSpread: Name[] } {
  const names = Object.keys(at) as Name[]
  const ranked = rank(pictures)
  const values = Object.fromEntries(names.map((name) => [name, new Float64Array(resampling.resamples)]))
  resampleUnits(pictures.units.length, resampling, (drawn, resample) => {
    const numbers = weighted(ranked, drawn)
    for (const name of names) values[name]![resample] = numbers[name]
  })

  const fallback = withoutSpread(pictures, at, confidence)
  const estimates = { ...at }
  const flat: Name[] = []
  let mostDropped = 0
  for (const name of names) {
    const { value } = at[name]
    if (Number.isNaN(value)) continue
    const { low, high, dropped } = percentileInterval(values[name]!, confidence)
    // Dropped throughout is not by chance: one class is missing altogether, which has its own warning.
    if (dropped < resampling.resamples) mostDropped = Math.max(mostDropped, dropped)
    if (high - low > 1e-12 && Number.isFinite(high - low)) {
      estimates[name] = { value, low: Math.min(low, value), high: Math.max(high, value) }
    } else {
      flat.push(name)
      estimates[name] = fallback[name]
    }
  }
  return { estimates, mostDropped, withoutSpread: flat }
}
