// Which score is high enough: a threshold for a stated purpose.
import { rocCurve } from '../scores/roc.ts'

/** What the threshold is for; one of them. */
export type ThresholdRule =
  /** `'youden'`: sensitivity + specificity - 1 (Youden, Cancer 3 (1950) 32-35). `'f1'`: 2 TP / (2 TP + FP + FN). */
  | { maximise: 'youden' | 'f1' }
  /** The highest threshold whose sensitivity is at least this, above 0 to 1. */
  | { sensitivity: number }
  /** The lowest threshold whose specificity is at least this, above 0 to 1. */
  | { specificity: number }
  /**
   * The least expected cost: what a false negative and a false positive cost, in any unit, at the share of positives where
   * the model is to be used (default: that of these pictures).
   */
  | { cost: { falseNegative: number; falsePositive: number }; prevalence?: number }

export interface ChosenThreshold {
  /** A score of the data: a picture is positive when its score >= this. NaN where `reason` says why. */
  threshold: number
  /** On the pictures it was chosen on: too good for others. */
  sensitivity: number
  /** On the pictures it was chosen on: too good for others. */
  specificity: number
  /** What the rule looks at: Youden's index, F1, the sensitivity, the specificity, or the expected cost of a picture. */
  value: number
  /** Why there is no threshold; only then. */
  reason?: string
}

/** A distinct score, with the pictures that are wrong when it is the threshold. */
interface Candidate {
  threshold: number
  falseNegatives: number
  falsePositives: number
}

interface Totals {
  positives: number
  negatives: number
}

const none = (reason: string): ChosenThreshold => ({
  threshold: Number.NaN,
  sensitivity: Number.NaN,
  specificity: Number.NaN,
  value: Number.NaN,
  reason,
})

function checkTarget(name: string, target: number): void {
  if (!(target > 0 && target <= 1)) {
    throw new RangeError(`rule.${name}: is ${String(target)}, expected a share above 0, at most 1`)
  }
}

/** What a candidate is worth to the rule, the more the better; with a `target`, what is enough. */
function purpose(
  rule: ThresholdRule,
  { positives, negatives }: Totals,
): { worth: (candidate: Candidate) => number; target?: number; lowest?: true; sign?: -1 } {
  const sensitivity = ({ falseNegatives }: Candidate): number => (positives - falseNegatives) / positives
  const specificity = ({ falsePositives }: Candidate): number => (negatives - falsePositives) / negatives
  const given = ['maximise', 'sensitivity', 'specificity', 'cost'].filter((name) => name in rule)
  if (given.length !== 1) {
    throw new RangeError(`rule: has ${given.join(', ') || 'none'}, expected maximise, sensitivity, specificity or cost`)
  }
  if ('sensitivity' in rule) {
    checkTarget('sensitivity', rule.sensitivity)
    return { worth: sensitivity, target: rule.sensitivity }
  }
  if ('specificity' in rule) {
    checkTarget('specificity', rule.specificity)
    return { worth: specificity, target: rule.specificity, lowest: true }
  }
  if ('cost' in rule) return { worth: cheapness(rule, { positives, negatives }), sign: -1 }
  if (rule.maximise === 'youden') {
    // Over one denominator: what is equal stays equal.
    const pairs = positives * negatives
    return {
      worth: ({ falseNegatives, falsePositives }) =>
        (pairs - falseNegatives * negatives - falsePositives * positives) / pairs,
    }
  }
  if (rule.maximise === 'f1') {
    return {
      worth: ({ falseNegatives, falsePositives }) =>
        (2 * (positives - falseNegatives)) / (2 * positives - falseNegatives + falsePositives),
    }
  }
  throw new RangeError(`rule.maximise: is '${String(rule.maximise)}', expected 'youden' or 'f1'`)
}

/** The expected cost of a picture, negated. */
function cheapness(
  { cost, prevalence }: Extract<ThresholdRule, { cost: unknown }>,
  { positives, negatives }: Totals,
): (candidate: Candidate) => number {
  for (const name of ['falseNegative', 'falsePositive'] as const) {
    if (!(cost[name] > 0 && cost[name] < Infinity)) {
      throw new RangeError(`rule.cost.${name}: is ${String(cost[name])}, expected a finite number above 0`)
    }
  }
  if (prevalence === undefined) {
    return ({ falseNegatives, falsePositives }) =>
      -(cost.falseNegative * falseNegatives + cost.falsePositive * falsePositives) / (positives + negatives)
  }
  if (!(prevalence > 0 && prevalence < 1)) {
    throw new RangeError(`rule.prevalence: is ${String(prevalence)}, expected a share between 0 and 1`)
  }
  return ({ falseNegatives, falsePositives }) =>
    -cost.falseNegative * prevalence * (falseNegatives / positives) -
    cost.falsePositive * (1 - prevalence) * (falsePositives / negatives)
}

/**
 * Chooses the threshold of a binary classifier for a stated purpose. **On validation pictures only**: on the pictures it
 * was chosen on, sensitivity and specificity are too good, so report those of others, and never choose on the test set.
 *
 * The threshold is a score of the data, not a midpoint, and a picture is positive when its score >= it, as in
 * `predictedLabels` and `rocCurve`. Pictures of equal score are decided alike. Of several scores that are equally good for
 * `maximise` or `cost`, the highest is chosen: it raises the fewest alarms.
 *
 * There is none (NaN, and a `reason`) when a class is missing, when a specificity is not reached at the highest score, and
 * when calling nobody positive costs less than any score does.
 *
 * @param yTrue 1 for positive, 0 for negative
 * @param yScore any finite score, higher for positive; need not be a probability
 * @throws RangeError for different lengths, nothing at all, other labels, a score that is not finite, or an unknown rule
 * @example
 * const [yTrue, yScore] = [[0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.6, 0.9]]
 * chooseThreshold(yTrue, yScore, { sensitivity: 0.95 }) // threshold 0.3, sensitivity 1, specificity 0.666...
 * chooseThreshold(yTrue, yScore, { maximise: 'youden' }).threshold // 0.6
 */
export function chooseThreshold(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  rule: ThresholdRule,
): ChosenThreshold {
  const { fpr, tpr, thresholds } = rocCurve(yTrue, yScore)
  let positives = 0
  for (let i = 0; i < yTrue.length; i++) positives += yTrue[i]!
  const negatives = yTrue.length - positives
  const { worth, target, lowest, sign = 1 } = purpose(rule, { positives, negatives })
  if (positives === 0 || negatives === 0) {
    return none(`all pictures are ${positives === 0 ? 'negative' : 'positive'}: a threshold needs both classes`)
  }
  // Back to whole pictures: a rate computed as 1 - rate would miss 0.9 by a rounding. The first point is "nobody".
  const points = thresholds.map((threshold, i): Candidate => ({
    threshold,
    falseNegatives: positives - Math.round(tpr[i]! * positives),
    falsePositives: Math.round(fpr[i]! * negatives),
  }))
  const [nobody, ...candidates] = points as [Candidate, ...Candidate[]]
  const worths = candidates.map(worth)
  let best = 0
  if (target === undefined) worths.forEach((value, i) => (best = value > worths[best]! ? i : best))
  else if (lowest) best = worths.findLastIndex((value) => value >= target)
  else best = worths.findIndex((value) => value >= target)
  if (best < 0) {
    return none(
      `a specificity of ${target} is not reached: at the highest score, ${candidates[0]!.threshold}, it is ${worths[0]}`,
    )
  }
  if (sign < 0 && worth(nobody) > worths[best]!) {
    return none(`calling nobody positive costs ${-worth(nobody)}, less than ${-worths[best]!}, the least of any score`)
  }
  const { threshold, falseNegatives, falsePositives } = candidates[best]!
  return {
    threshold,
    sensitivity: (positives - falseNegatives) / positives,
    specificity: (negatives - falsePositives) / negatives,
    value: sign * worths[best]!,
  }
}
