// The intervals of binary metrics when patients have several pictures: a bootstrap over the patients.
import { percentileInterval, resampleUnits, type ResamplingOptions } from '../intervals/bootstrap.ts'
import { likelihoodRatioIntervals } from '../intervals/likelihood-ratios.ts'
import { kappaInterval } from '../intervals/kappa-interval.ts'
import { wilsonAround } from '../intervals/wilson.ts'
import type { Estimate } from '../shared/estimate.ts'
import { countUnitsWith } from '../shared/units.ts'
import type { BinaryEstimates, DrawnName } from './binary-estimates.ts'
import { f1OfJaccard, matthewsInterval, meanOfProportions } from './binary-intervals.ts'
import { drawableUnits, drawnNumbers, type Pictures } from './drawn-numbers.ts'

/**
 * What holds where no resample differs (all right, say) and the bootstrap would claim certainty: the interval in closed
 * form, with patients in the place of pictures: as if all pictures of a patient were one.
 */
function withoutSpread(
  { yTrue, yPred, units }: Pictures,
  at: BinaryEstimates,
  confidence: number,
): Omit<BinaryEstimates, 'auc'> {
  const patients = (has: (i: number) => boolean): number => countUnitsWith(units, has)
  const [ill, healthy] = [patients((i) => yTrue[i] === 1), patients((i) => yTrue[i] === 0)]
  const wilson = (name: DrawnName, n: number): Estimate => wilsonAround(at[name].value, n, confidence)
  const sensitivity = wilson('sensitivity', ill)
  const specificity = wilson('specificity', healthy)
  const f1 = at.f1.value
  const jaccardPatients = patients((i) => yTrue[i] === 1 || yPred[i] === 1)
  // The table of as many patients with the same rates; whole numbers, as where nothing differs all rates are 0 or 1.
  const found = Math.round(ill * (sensitivity.value || 0))
  const cleared = Math.round(healthy * (specificity.value || 0))
  const table = {
    truePositives: found,
    falseNegatives: ill - found,
    trueNegatives: cleared,
    falsePositives: healthy - cleared,
  }
  const ratios = likelihoodRatioIntervals(table, confidence)
  const rows = [
    [table.truePositives, table.falseNegatives],
    [table.falsePositives, table.trueNegatives],
  ]
  const kappa = kappaInterval(rows, { confidence })
  const { matthewsCorrelation, positiveLikelihoodRatio, negativeLikelihoodRatio, cohenKappa, logLoss } = at
  return {
    accuracy: wilson('accuracy', units.count),
    balancedAccuracy: meanOfProportions([sensitivity, specificity]),
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
    matthewsCorrelation: matthewsInterval(matthewsCorrelation.value, sensitivity, specificity, ill / (ill + healthy)),
    cohenKappa: around(cohenKappa.value, kappa),
    positiveLikelihoodRatio: around(positiveLikelihoodRatio.value, ratios.positive),
    negativeLikelihoodRatio: around(negativeLikelihoodRatio.value, ratios.negative),
    averagePrecision: wilson('averagePrecision', ill),
    brier: wilson('brier', units.count),
    logLoss: { value: logLoss.value, low: 0, high: Infinity },
  }
}

/** The interval, widened where it does not hold the value. */
function around(value: number, { low, high }: { low: number; high: number }): Estimate {
  return { value, low: Math.min(low, value), high: Math.max(high, value) }
}

/**
 * Percentile intervals from patients drawn again, each with all its pictures; closed forms where those have no width.
 * Numbers that are NaN, and the AUC, keep the interval they have.
 *
 * @param at the numbers themselves, whose intervals are to be replaced
 */
export function patientIntervals(
  pictures: Pictures,
  at: BinaryEstimates,
  confidence: number,
  resampling: Required<ResamplingOptions>,
): { estimates: BinaryEstimates; mostDropped: number; withoutSpread: DrawnName[] } {
  const names = (Object.keys(at) as (keyof BinaryEstimates)[]).filter((name): name is DrawnName => name !== 'auc')
  const drawable = drawableUnits(pictures)
  const values = Object.fromEntries(names.map((name) => [name, new Float64Array(resampling.resamples)]))
  resampleUnits(pictures.units.count, resampling, (drawn, resample) => {
    const numbers = drawnNumbers(drawable, drawn)
    for (const name of names) values[name]![resample] = numbers[name]
  })

  const fallback = withoutSpread(pictures, at, confidence)
  const estimates = { ...at }
  const flat: DrawnName[] = []
  let mostDropped = 0
  for (const name of names) {
    const { value } = at[name]
    if (Number.isNaN(value)) continue
    const interval = percentileInterval(values[name]!, confidence)
    // Dropped throughout is not by chance: one class is missing altogether, which has its own warning.
    if (interval.dropped < resampling.resamples) mostDropped = Math.max(mostDropped, interval.dropped)
    const spread = interval.high - interval.low
    if (spread > 1e-12 && interval.low !== -Infinity) {
      estimates[name] = around(value, interval)
    } else {
      flat.push(name)
      estimates[name] = fallback[name]
    }
  }
  return { estimates, mostDropped, withoutSpread: flat }
}
