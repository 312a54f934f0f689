// The intervals of multiclass metrics in closed form: when every picture counts as independent, or no resample differs.
import { aucInterval } from '../intervals/auc-interval.ts'
import { kappaInterval } from '../intervals/kappa-interval.ts'
import { wilsonAround } from '../intervals/wilson.ts'
import type { ConfusionMatrix } from '../labels/confusion-matrix.ts'
import type { Estimate } from '../shared/estimate.ts'
import { countUnitsWith } from '../shared/units.ts'
import { boundedMean, f1OfJaccard, meanOfProportions, unboundedMean } from './binary-intervals.ts'
import type { ClassNumbers, MulticlassNumbers, MulticlassPictures, OverallNumbers } from './multiclass-numbers.ts'

export interface MulticlassIntervals {
  overall: Record<keyof OverallNumbers, Estimate>
  classes: Record<keyof ClassNumbers, Estimate>[]
}

/** Intervals in closed form, which hold where every picture counts as independent; with `n` patients in their place. */
export function closedForms(
  pictures: MulticlassPictures,
  at: MulticlassNumbers,
  matrix: ConfusionMatrix,
  confidence: number,
): MulticlassIntervals {
  const { yTrue, yPred, units, scores, classes: k, losses, squaredErrors } = pictures
  const patients = (has: (i: number) => boolean): number => countUnitsWith(units, has)
  const byPatient = units.count < losses.length
  const classes = at.classes.map((numbers, c): Record<keyof ClassNumbers, Estimate> => {
    const [ill, healthy] = [patients((i) => yTrue[i] === c), patients((i) => yTrue[i] !== c)]
    const jaccardUnits = patients((i) => yTrue[i] === c || yPred[i] === c)
    const area = (): Estimate => {
      const isClass = Uint8Array.from(losses, (_, i) => Number(yTrue[i] === c))
      const ofClass = losses.map((_, i) => scores[i * k + c]!)
      const { value, low, high } = aucInterval(isClass, ofClass, {
        confidence,
        ...(byPatient && { groups: units.unitOf }),
      })
      return { value, low, high }
    }
    return {
      precision: wilsonAround(
        numbers.precision,
        patients((i) => yPred[i] === c),
        confidence,
      ),
      recall: wilsonAround(numbers.recall, ill, confidence),
      specificity: wilsonAround(numbers.specificity, healthy, confidence),
      f1: f1OfJaccard(wilsonAround(numbers.f1 / (2 - numbers.f1), jaccardUnits, confidence)),
      auc: Number.isNaN(numbers.auc) ? { value: Number.NaN, low: 0, high: 1 } : area(),
      averagePrecision: wilsonAround(
        numbers.averagePrecision,
        Number.isNaN(numbers.averagePrecision) ? 0 : ill,
        confidence,
      ),
    }
  })
  const { value, low, high } = kappaInterval(matrix.counts, { confidence })
  const kappa = { value, low, high }
  const { matthewsCorrelation } = at.overall
  return {
    overall: {
      accuracy: wilsonAround(at.overall.accuracy, units.count, confidence),
      balancedAccuracy: meanOfProportions(classes.map(({ recall }) => recall)),
      macroF1: meanOfProportions(classes.map(({ f1 }) => f1)),
      // Kappa is the same where truth and prediction are alike often, and never far from it.
      matthewsCorrelation: {
        value: matthewsCorrelation,
        low: Math.min(low, matthewsCorrelation),
        high: Math.max(high, matthewsCorrelation),
      },
      cohenKappa: kappa,
      macroAuc: meanOfProportions(classes.map(({ auc }) => auc)),
      topKAccuracy: wilsonAround(at.overall.topKAccuracy, units.count, confidence),
      logLoss: unboundedMean(losses, confidence),
      // Twice a mean of numbers from 0 to 1.
      brier: doubled(
        boundedMean(
          squaredErrors.map((error) => error / 2),
          confidence,
        ),
      ),
    },
    classes,
  }
}

function doubled({ value, low, high }: Estimate): Estimate {
  return { value: 2 * value, low: 2 * low, high: 2 * high }
}
