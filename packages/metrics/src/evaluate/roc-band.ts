// The band around a ROC curve: how sure the sensitivity is at each share of false alarms.
import { percentileInterval, resampleUnits, type ResamplingOptions } from '../intervals/bootstrap.ts'
import { wilsonAround } from '../intervals/wilson.ts'
import { descending } from '../scores/score-steps.ts'
import { checkBinary, checkConfidence, checkCount, checkLengths, checkScores } from '../shared/checks.ts'
import { countUnitsWith, gatherUnits, type Groups } from '../shared/units.ts'

export interface RocBand {
  /** 1 - specificity, evenly from 0 to 1. */
  fpr: number[]
  /** The sensitivity there, on the curve of the pictures as they are. */
  tpr: number[]
  low: number[]
  high: number[]
}

export interface RocBandOptions extends ResamplingOptions {
  /** The patient of each picture: patients are then drawn, each with all pictures. */
  groups?: Groups
  /** Of each interval by itself, not of the whole curve at once. Default 0.95. */
  confidence?: number
  /** How many shares of false alarms, at least 2. Default 101. */
  points?: number
}

/** Pictures from the highest score to the lowest. */
interface Falling {
  unit: Int32Array
  isPositive: Uint8Array
  /** 1 for the last picture of each distinct score. */
  isLast: Uint8Array
}

/** The sensitivity at each of `points` shares of false alarms, on straight lines between the points of the curve. */
function sensitivities({ unit, isPositive, isLast }: Falling, drawn: Int32Array, points: number): Float64Array {
  let [positives, negatives] = [0, 0]
  for (let i = 0; i < unit.length; i++) {
    if (isPositive[i] === 1) positives += drawn[unit[i]!]!
    else negatives += drawn[unit[i]!]!
  }
  const found = new Float64Array(points).fill(Number.NaN)
  if (positives === 0 || negatives === 0) return found
  let [tp, fp, tpBefore, fpBefore, next] = [0, 0, 0, 0, 0]
  for (let i = 0; i < unit.length; i++) {
    const times = drawn[unit[i]!]!
    if (isPositive[i] === 1) tp += times
    else fp += times
    if (isLast[i] === 0) continue
    // On a vertical piece the highest point counts: it has as few false alarms and finds more.
    for (; next < points && fp > (next / (points - 1)) * negatives; next++) {
      const share = ((next / (points - 1)) * negatives - fpBefore) / (fp - fpBefore)
      found[next] = (tpBefore + share * (tp - tpBefore)) / positives
    }
    ;[tpBefore, fpBefore] = [tp, fp]
  }
  return found.fill(1, next)
}

/**
 * The pointwise band of a ROC curve: the percentile bootstrap interval of the sensitivity at each share of false alarms
 * (vertical averaging; Fawcett, Pattern Recognition Letters 27 (2006) 861-874), patients drawn with all their pictures.
 * It is never narrower than Wilson's interval of the sensitivity alone (patients with a positive picture as trials), as a
 * curve that parts the classes without an error looks the same in every resample.
 *
 * Each interval holds by itself: the whole true curve lies inside less often.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive
 * @returns NaN within [0, 1] where a class is missing
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, or bad options
 * @example
 * const { fpr, low, high } = rocBand([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], { points: 3 }) // at 0, 0.5 and 1
 */
export function rocBand(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  { groups, confidence = 0.95, points = 101, resamples = 2000, seed = 1 }: RocBandOptions = {},
): RocBand {
  const n = checkLengths({ yTrue, yScore, ...(groups && { groups }) })
  checkBinary('yTrue', yTrue)
  checkScores('yScore', yScore)
  checkConfidence(confidence)
  checkCount('points', points, 2)
  const units = gatherUnits(n, groups)
  const order = descending(yScore)
  const falling: Falling = {
    unit: Int32Array.from(order, (i) => units.unitOf[i]!),
    isPositive: Uint8Array.from(order, (i) => yTrue[i]!),
    isLast: Uint8Array.from(order, (i, k) => Number(yScore[i] !== yScore[order[k + 1]!])),
  }

  const whole = sensitivities(falling, new Int32Array(units.count).fill(1), points)
  const drawnAt = Array.from({ length: points }, () => new Float64Array(resamples))
  resampleUnits(units.count, { resamples, seed }, (drawn, resample) => {
    const found = sensitivities(falling, drawn, points)
    for (let point = 0; point < points; point++) drawnAt[point]![resample] = found[point]!
  })
  const ill = countUnitsWith(units, (i) => yTrue[i] === 1)
  const band: RocBand = { fpr: [], tpr: [], low: [], high: [] }
  for (let point = 0; point < points; point++) {
    const tpr = whole[point]!
    const { low, high } = percentileInterval(drawnAt[point]!, confidence)
    const alone = wilsonAround(tpr, ill, confidence)
    band.fpr.push(point / (points - 1))
    band.tpr.push(tpr)
    band.low.push(Number.isNaN(tpr) ? 0 : Math.min(low, alone.low))
    band.high.push(Number.isNaN(tpr) ? 1 : Math.max(high, alone.high))
  }
  return band
}
