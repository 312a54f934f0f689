// What a reader of binary results must be told beside the numbers.
import type { AucInterval } from '../intervals/auc-interval.ts'
import type { BinaryCounts } from '../labels/binary-counts.ts'
import type { ZeroDivision } from '../shared/ratio.ts'

/** Below this many pictures of a class, what rests on them is known only roughly. */
export const FEW = 20
/** Below this many patients the percentile bootstrap is too narrow: 20 held the true AUC in 89 % instead of 95 %. */
export const FEW_PATIENTS = 30

/** "1 picture", "2 pictures". */
export function count(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? '' : 's'}`
}

function aboutClasses(counts: BinaryCounts, [positive, negative]: readonly [string, string]): string[] {
  const positives = counts.truePositives + counts.falseNegatives
  const negatives = counts.trueNegatives + counts.falsePositives
  if (positives === 0) return [`no picture is '${positive}': sensitivity, AUC and average precision cannot be measured`]
  if (negatives === 0) return [`no picture is '${negative}': specificity and AUC cannot be measured`]
  const few = [
    { n: positives, label: positive, what: 'sensitivity' },
    { n: negatives, label: negative, what: 'specificity' },
  ]
  return few
    .filter(({ n }) => n < FEW)
    .map(({ n, label, what }) => `only ${count(n, 'picture')} of '${label}': ${what} and AUC are known only roughly`)
}

function aboutDecisions(
  { truePositives, falsePositives, trueNegatives, falseNegatives }: BinaryCounts,
  [positive, negative]: readonly [string, string],
  zeroDivision: ZeroDivision,
): string[] {
  const stand = `the value ${zeroDivision} stands for 0 / 0`
  const warnings = []
  if (truePositives + falsePositives === 0) {
    warnings.push(`no picture is predicted '${positive}': precision is undefined, ${stand}`)
  }
  if (trueNegatives + falseNegatives === 0) {
    warnings.push(`no picture is predicted '${negative}': the negative predictive value is undefined, ${stand}`)
  }
  return warnings
}

function aboutAuc(method: AucInterval['method'], value: number): string[] {
  if (method === 'exact') {
    return [`the AUC is ${value}: DeLong's variance is 0, its interval is the exact distribution-free bound instead`]
  }
  if (method === 'hoeffding') {
    return ["DeLong's variance says nothing here (equal scores or a single picture): the AUC's interval is Hoeffding's"]
  }
  return []
}

/** Warnings that hold with and without patients. */
export function binaryWarnings(
  counts: BinaryCounts,
  labels: readonly [string, string],
  zeroDivision: ZeroDivision,
  auc: AucInterval,
): string[] {
  return [
    ...aboutClasses(counts, labels),
    ...aboutDecisions(counts, labels, zeroDivision),
    ...aboutAuc(auc.method, auc.value),
  ]
}

const named = new Map([
  ['f1', 'F1'],
  ['matthewsCorrelation', 'Matthews correlation'],
  ['cohenKappa', "Cohen's kappa"],
  ['brier', 'Brier score'],
])

/** `positive likelihood ratio` of `positiveLikelihoodRatio`. */
function inWords(name: string): string {
  return named.get(name) ?? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** Warnings about intervals that rest on patients. */
export function patientWarnings(facts: {
  patients: number
  withoutPatient: number
  resamples: number
  mostDropped: number
  withoutSpread: readonly string[]
}): string[] {
  const { patients, withoutPatient, resamples, mostDropped, withoutSpread } = facts
  const warnings = []
  if (patients < FEW_PATIENTS) warnings.push(`only ${count(patients, 'patient')}: bootstrap intervals are too narrow`)
  if (withoutPatient > 0) {
    warnings.push(`${count(withoutPatient, 'picture')} without a patient: each counts as a patient of its own`)
  }
  if (mostDropped > 0.01 * resamples) {
    warnings.push(`${mostDropped} of ${resamples} resamples lacked pictures for some number and were left out of it`)
  }
  if (withoutSpread.length > 0) {
    warnings.push(
      `no resample differs in ${withoutSpread.map(inWords).join(', ')}: those intervals take each patient as one picture instead`,
    )
  }
  return warnings
}
